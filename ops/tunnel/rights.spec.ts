import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { checkStackFile } from "../../config";
import { tunnelRights, verbsOf } from "../../cluster/rights";
import { relayLabels } from "./relay-pod";

const page = readFileSync(path.join(__dirname, "../../docs/tunnel.md"), "utf8");
const blocks = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = ""]) => text);
const objects = blocks.flatMap((text) => parseAllDocuments(text)).map((document) => document.toJS() as Manifest);

interface Manifest {
  readonly kind?: string;
  readonly rules?: unknown;
  readonly spec?: object;
}

describe("docs/tunnel.md", () => {
  it("has the Role with exactly the rights that failures name", () => {
    assert.deepEqual(
      objects.find(({ kind }) => kind === "Role")?.rules,
      tunnelRights.map(({ resource, verbs }) => ({ apiGroups: [""], resources: [resource], verbs })),
    );
    assert.deepEqual(verbsOf({ verb: "get", resource: "pods/portforward" }), ["create", "get"]);
    assert.deepEqual(verbsOf({ verb: "list", resource: "pods" }), ["list"]);
  });

  it("has network policies for the pod as it is labelled", () => {
    const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
    assert.equal(policies.length, 2);
    for (const { spec } of policies) {
      const { app, "app.kubernetes.io/part-of": partOf } = relayLabels;
      assert.ok(JSON.stringify(spec).includes(JSON.stringify({ app, "app.kubernetes.io/part-of": partOf })));
    }
  });

  it("has a stack file in which nothing is wrong", async () => {
    const { settings, issues } = await checkStackFile(blocks[0] ?? "", "FILE");
    assert.deepEqual(
      issues.filter(({ severity }) => severity === "error"),
      [],
    );
    assert.deepEqual(settings?.database.tunnel?.target, { host: "db.databases.svc", port: 5432 });
  });
});
