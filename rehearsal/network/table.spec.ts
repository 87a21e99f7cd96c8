import assert from "node:assert/strict";
import { mayLeave } from "./evaluate";
import { networkPoliciesOf } from "./manifests";
import { reachability } from "./table";

const pod = (name: string) => ({ name, namespace: "home", labels: { app: name } });
const [web, db] = [pod("web"), pod("db")];
const sources = [web, db, { name: "public", addresses: ["203.0.113.7"] }];
const targets = [
  { endpoint: web, port: 80, protocol: "TCP" as const },
  { endpoint: db, port: 5432, protocol: "TCP" as const },
  { endpoint: db, port: 53, protocol: "UDP" as const },
];
const policies = networkPoliciesOf([
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "db", namespace: "home" },
    spec: {
      podSelector: { matchLabels: { app: "db" } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ port: 5432 }] }],
    },
  },
]);

describe("The table of who reaches whom", () => {
  it("names what each reaches, of its own kind another pod", () => {
    assert.deepEqual(reachability({ policies }, { sources, targets }), {
      web: ["web:80", "db:5432"],
      db: ["web:80"],
      public: ["web:80"],
    });
    assert.deepEqual(reachability({ policies }, { sources: [db], targets }, mayLeave), {
      db: ["web:80", "db:5432", "db:53/UDP"],
    });
  });
});
