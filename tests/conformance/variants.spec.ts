import assert from "node:assert/strict";
import { AppsV1Api, CoreV1Api, NetworkingV1Api } from "@kubernetes/client-node";
import type { Document } from "yaml";
import { section, steps } from "../engine/stack-environment";
import { ClusterEnvironment } from "./cluster-environment";

const namespace = "alfred-platform";

interface Variant {
  readonly title: string;
  readonly change: (file: Document.Parsed) => void;
  /** What has to be there before. */
  readonly prepare?: (environment: ClusterEnvironment) => Promise<void>;
  readonly examine: (environment: ClusterEnvironment) => Promise<void>;
}

const inService = (key: string): string[] => [...section("service"), key];

const variants: readonly Variant[] = [
  {
    title: "the file backend",
    change: (file) => {
      file.setIn(inService("backend"), "file");
      for (const key of ["s3", "replicas", "autoscaling"]) file.deleteIn(inService(key));
      file.deleteIn([...section("kubernetes"), "claims"]);
    },
    prepare: (environment) => environment.reserve("db-storage-data", "50Gi"),
    examine: async (environment) => {
      const [pod] = await environment.pods("db-storage", 1);
      const claims = pod?.spec?.volumes?.flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
      assert.deepEqual(claims, ["db-storage-data"]);
      const { spec } = await environment.cluster
        .client(AppsV1Api)
        .readNamespacedDeployment({ name: "storage-service", namespace });
      assert.deepEqual([spec?.replicas, spec?.strategy?.type], [1, "Recreate"]);
    },
  },
  {
    title: "imgproxy and an Ingress",
    change: (file) => {
      file.setIn(section("imageProxy"), file.createNode({}));
      file.setIn([...section("kubernetes"), "route"], file.createNode({ host: "storage.example.com" }));
    },
    examine: async (environment) => {
      await environment.pods("imgproxy", 2);
      const networking = environment.cluster.client(NetworkingV1Api);
      const { spec } = await networking.readNamespacedIngress({ name: "storage-service", namespace });
      const tls = spec?.tls?.map(({ hosts, secretName }) => [hosts, secretName]);
      assert.deepEqual(tls, [[["storage.example.com"], "storage-service-tls"]]);
      assert.equal(await environment.output("storageUrl"), "https://storage.example.com");
    },
  },
  {
    title: "an S3 server in the cluster",
    change: (file) => {
      const s3 = { bucket: "objects", server: "minio", endpoint: "http://minio.object-store.svc:9000" };
      file.setIn(inService("s3"), file.createNode(s3));
      const recovery = { ...s3, bucket: "recovery" }; // on the same server, which copies objects itself
      file.setIn([...section("backup"), "to"], file.createNode({ s3: recovery }));
    },
    examine: async (environment) => {
      const [pod] = await environment.pods("db-storage", 3);
      const variables = new Map(pod?.spec?.containers[0]?.env?.map(({ name, value }) => [name, value]));
      assert.equal(variables.get("STORAGE_S3_ENDPOINT"), "http://minio.object-store.svc:9000");
      assert.equal(variables.get("STORAGE_S3_FORCE_PATH_STYLE"), "true");
      assert.equal(variables.get("STORAGE_S3_REGION"), "us-east-1");
    },
  },
];

describe("prod's variants on a real API server", function () {
  this.timeout(300_000);
  for (const { title, change, prepare, examine } of variants) {
    describe(`with ${title}`, () => {
      let environment: ClusterEnvironment;
      before(async function () {
        this.timeout(90 * 60_000); // where everything has to be built first
        environment = await ClusterEnvironment.start("", { change });
        await prepare?.(environment);
      });
      after(() => environment.end());

      it("comes up, and a second up changes nothing", async () => {
        await environment.up();
        await examine(environment);
        assert.deepEqual(steps(await environment.up()), []);
        const refreshed = steps(await environment.preview("--refresh")).filter((step) => !step.startsWith("refresh "));
        assert.deepEqual(refreshed, []);
      });

      it("goes but for what is protected", async () => {
        const destroy = await environment.project.destroy({ args: ["--exclude-protected"] });
        assert.equal(destroy.exitCode, 0, destroy.stdout);
        const { items } = await environment.cluster.client(AppsV1Api).listNamespacedDeployment({ namespace });
        assert.deepEqual(items, []);
        const claims = await environment.cluster.client(CoreV1Api).listNamespacedPersistentVolumeClaim({ namespace });
        assert.ok(claims.items.length >= 3);
      });
    });
  }
});
