import { readFileSync, writeFileSync } from "node:fs";
import { section } from "../engine/stack-environment";
import { PreviewRecorder } from "../harness/preview-recorder";
import { ClusterEnvironment } from "./cluster-environment";

describe("previews of the prod stack, in words", function () {
  this.timeout(300_000);
  let prod: ClusterEnvironment;
  let previews: PreviewRecorder;
  before(async function () {
    this.timeout(60 * 60_000); // where everything has to be built first
    prod = await ClusterEnvironment.start("", {
      change: (file) => {
        file.deleteIn(section("aws")); // what is made there needs a plugin of its own, and an account
        const s3 = { bucket: "alfred-platform-prod", region: "us-west-2" };
        file.setIn([...section("service"), "s3"], file.createNode(s3));
      },
    });
    await prod.up();
    await prod.bind("postgres-data", "50Gi");
    await prod.project.refresh();
    const hidden = {
      [prod.server.port]: "5432",
      [apiServer(prod)]: "https://cluster.example",
      [prod.cluster.kubeconfig]: "/kubeconfig",
    };
    previews = new PreviewRecorder(prod, hidden, async () => [prod.server.password, ...(await prod.generated())]);
  });
  after(() => prod.end());

  const size = (name: string, text: string) => {
    prod.set(["kubernetes", "claims", name, "size"], text);
  };
  const anotherImage = () => {
    prod.set(["images", "storage"], "supabase/storage-api:v1.77.0");
  };

  const edits: Readonly<Record<string, () => void>> = {
    "cluster-claim-shrunk": () => {
      size("postgres-data", "10Gi");
    },
    "cluster-claim-grown": () => {
      size("postgres-data", "50Gi");
    },
    "cluster-claim-removed": () => {
      prod.unset(["kubernetes", "claims", "redis-data"]);
      prod.unset(["backup", "volumes", "redis-data"]);
    },
    "cluster-replicas": () => {
      prod.set(["service", "replicas"], 2);
      prod.set(["service", "autoscaling"], { maxReplicas: 5 });
    },
    "cluster-network-widened": () => {
      prod.set(["kubernetes", "network"], { monitoring: "monitoring" });
    },
    "cluster-network-narrowed": () => {
      prod.set(["kubernetes", "network"], { objectStore: { cidrs: ["203.0.113.0/24"] } });
    },
    "cluster-service-image": anotherImage,
    "cluster-key-added": () => {
      prod.set(["keys", "tokens"], { sign: "first", accept: ["first", "second"] });
    },
    "cluster-route-added": () => {
      prod.set(["kubernetes", "route"], { host: "storage.example.com", clusterIssuer: "letsencrypt" });
    },
    "cluster-labels": () => {
      prod.set(["labels"], { owner: "platform" });
    },
  };
  for (const [name, edit] of Object.entries(edits)) it(name, () => previews.of(name, edit).then(() => undefined));

  it("cluster-away", async () => {
    const { kubeconfig } = prod.cluster;
    const text = readFileSync(kubeconfig, "utf8");
    writeFileSync(kubeconfig, text.replaceAll(apiServer(prod), "https://127.0.0.1:1"));
    try {
      await previews.of("cluster-away", anotherImage, { args: ["--refresh"], events: true });
      await previews.of("cluster-away-digest", anotherImage);
    } finally {
      writeFileSync(kubeconfig, text);
    }
  });
});

const apiServer = ({ cluster }: ClusterEnvironment): string =>
  /https:\/\/127\.0\.0\.1:\d+/.exec(readFileSync(cluster.kubeconfig, "utf8"))?.[0] ?? "";
