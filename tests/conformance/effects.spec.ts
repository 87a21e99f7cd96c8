import assert from "node:assert/strict";
import { effectOf } from "../../config/effects";
import { reachOf } from "../harness/reach";
import { ClusterEnvironment } from "./cluster-environment";

const claims = {
  "postgres-data": { size: "20Gi" },
  "redis-data": { size: "10Gi" },
  "vector-db-data": { size: "30Gi" },
};

/** An edit of each key, on the stack file of prod as it is. */
const edits: Readonly<Record<string, (prod: ClusterEnvironment) => void>> = {
  labels: (prod) => {
    prod.set(["labels"], { owner: "somebody-else" });
  },
  "database.maxConnections": (prod) => {
    prod.set(["database", "maxConnections"], 200);
  },
  "images.storage": (prod) => {
    prod.set(["images", "storage"], "supabase/storage-api:v1.77.0");
  },
  "images.api": (prod) => {
    prod.set(["images", "api"], "postgrest/postgrest:v14.16");
  },
  "api.limits": (prod) => {
    prod.set(["api"], { limits: { memory: "1GiB" } });
  },
  "service.replicas": (prod) => {
    prod.set(["service", "replicas"], 2);
  },
  "service.autoscaling": (prod) => {
    prod.set(["service", "autoscaling"], { maxReplicas: 5 });
  },
  "service.uploadLimit": (prod) => {
    prod.set(["service", "uploadLimit"], "200MiB");
  },
  "service.resources": (prod) => {
    prod.set(["service", "resources", "limits"], { cpu: 2, memory: "4GiB" });
  },
  "kubernetes.namespace": (prod) => {
    prod.set(["kubernetes", "namespace"], "another");
  },
  "kubernetes.priorityClass": (prod) => {
    prod.set(["kubernetes", "priorityClass"], "system-cluster-critical");
  },
  "kubernetes.rolloutMinutes": (prod) => {
    prod.set(["kubernetes", "rolloutMinutes"], 5);
  },
  "kubernetes.claims.<name>.size": (prod) => {
    prod.set(["kubernetes", "claims"], { ...claims, "redis-data": { size: "20Gi" } });
  },
  "kubernetes.claims.<name>.accessMode": (prod) => {
    prod.set(["kubernetes", "claims"], { ...claims, "redis-data": { size: "10Gi", accessMode: "ReadWriteOncePod" } });
    prod.set(["backup", "volumes", "redis-data"], { method: "none", reason: "No second pod may read it" });
  },
  "kubernetes.network": (prod) => {
    prod.set(["kubernetes", "network"], { monitoring: "monitoring" });
  },
  "kubernetes.secrets": (prod) => {
    prod.set(["kubernetes", "secrets"], { service: "storage-variables" });
  },
  "kubernetes.route.host": (prod) => {
    prod.set(["kubernetes", "route"], { host: "storage.example.com" });
  },
  "keys.tokens": (prod) => {
    prod.set(["keys"], { tokens: { sign: "first", accept: ["first", "second"] } });
  },
  "buckets[].public": (prod) => {
    prod.editBucket("system-backups", { public: true });
  },
};

describe("what docs/config.md says of an edit on kubernetes", function () {
  this.timeout(300_000);
  let prod: ClusterEnvironment;
  let file: string;
  before(async function () {
    this.timeout(60 * 60_000); // where everything has to be built first
    prod = await ClusterEnvironment.start();
    await prod.reserve("redis-data", "50Gi");
    await prod.up();
    file = prod.project.readStackFile();
  });
  after(() => prod.end());

  for (const [key, edit] of Object.entries(edits)) {
    it(`of ${key}: ${effectOf(key, "kubernetes")?.reach ?? "nothing is said"}`, async () => {
      edit(prod);
      const preview = await prod.project.preview();
      prod.restore(file);
      assert.equal(reachOf(preview), effectOf(key, "kubernetes")?.reach, preview.stdout + preview.stderr);
    });
  }
});
