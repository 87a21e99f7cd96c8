import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Plan } from "../ops/recovery/plan";
import { objectOf, objectsOf } from "./kubernetes-objects";
import type { RecordedResource } from "./monitor/record";
import { Rehearsals } from "./testing-start";

describe("The rehearsal of prod", function () {
  this.timeout(300_000);
  const rehearsals = new Rehearsals();
  let resources: RecordedResource[];
  before(() => {
    rehearsals.write("prod");
    const { status, stderr } = rehearsals.run();
    assert.equal(status, 0, stderr);
    resources = rehearsals.resources("prod");
  });
  after(() => {
    rehearsals.end();
  });

  const namespace = "alfred-platform";
  const storage = () => objectOf(resources, "Deployment", "storage-service") ?? assert.fail();
  const container = () => storage().spec?.template.spec?.containers[0] ?? assert.fail();

  it("holds the seed's Deployment, with its label and its namespace", () => {
    const { metadata, spec } = storage();
    assert.deepEqual([metadata?.namespace, metadata?.labels?.["app"]], [namespace, "db-storage"]);
    assert.deepEqual(spec?.selector.matchLabels, { app: "db-storage" });
    assert.equal(spec.template.metadata?.labels?.["app"], "db-storage");
    assert.equal(container().image, "supabase/storage-api:v1.74.0");
    const given = container().resources;
    assert.deepEqual([given?.requests?.["cpu"], given?.requests?.["memory"]], ["500m", "1Gi"]);
    assert.deepEqual([given?.limits?.["cpu"], given?.limits?.["memory"]], ["1", "2Gi"]);
  });

  it("refuses a changed place of objects before any pod looks there", () => {
    const location = resources.find(({ type }) => type === "storagedb:index:DataLocation") ?? assert.fail();
    const service = resources.find(({ type }) => type === "alfred:storage:kubernetes:StorageService") ?? assert.fail();
    assert.ok(service.dependsOn.includes(location.urn));
  });

  it("holds the seed's variables of production", () => {
    const variables = Object.fromEntries((container().env ?? []).map(({ name, value }) => [name, value]));
    const expected = {
      UPLOAD_FILE_SIZE_LIMIT: "104857600",
      STORAGE_BACKEND: "s3",
      STORAGE_S3_BUCKET: "alfred-platform-prod",
      STORAGE_S3_REGION: "us-west-2",
      POSTGREST_URL: "http://db-api:3000",
    };
    assert.deepEqual({ ...variables, ...expected }, variables);
  });

  it("begins with three replicas, which from then on the autoscaler alone decides, up to six", () => {
    const scaler = objectOf(resources, "HorizontalPodAutoscaler", "storage-service");
    assert.deepEqual([scaler?.spec?.minReplicas, scaler?.spec?.maxReplicas], [3, 6]);
    assert.equal(scaler?.spec?.scaleTargetRef.name, "storage-service");
    assert.equal(storage().spec?.replicas, 3);
    const recorded = resources.find(
      ({ name, inputs }) => name === "storage-service" && inputs["kind"] === "Deployment",
    );
    assert.deepEqual(recorded?.ignoreChanges, ["spec.replicas"]);
  });

  it("answers under both names of the seed at its port", () => {
    for (const name of ["storage-service", "db-storage"]) {
      const { metadata, spec } = objectOf(resources, "Service", name) ?? assert.fail();
      assert.equal(metadata?.namespace, namespace);
      assert.deepEqual(spec?.selector, { app: "db-storage" });
      assert.deepEqual(
        spec.ports?.map(({ port, targetPort }) => [port, targetPort]),
        [[5000, "http"]],
      );
    }
  });

  it("holds the seed's claims, protected", () => {
    assert.deepEqual(
      objectsOf(resources, "PersistentVolumeClaim").map(({ metadata, spec }) => [
        metadata?.namespace,
        metadata?.name,
        spec?.resources?.requests?.["storage"],
        spec?.storageClassName,
        spec?.accessModes,
      ]),
      [
        [namespace, "postgres-data", "20Gi", "standard", ["ReadWriteOnce"]],
        [namespace, "redis-data", "10Gi", "standard", ["ReadWriteOnce"]],
        [namespace, "vector-db-data", "30Gi", "standard", ["ReadWriteOnce"]],
      ],
    );
    const kept = resources.filter(({ inputs }) =>
      ["Namespace", "PersistentVolumeClaim"].includes(String(inputs["kind"])),
    );
    assert.deepEqual(
      kept.map(({ protect }) => protect),
      [true, true, true, true],
    );
  });

  it("holds the seed's network policy word for word", () => {
    const { metadata, spec } = objectOf(resources, "NetworkPolicy", "storage-network-policy") ?? assert.fail();
    assert.equal(metadata?.namespace, namespace);
    assert.deepEqual(spec, {
      podSelector: { matchLabels: { app: "db-storage" } },
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { app: "alfred-platform" } } }],
          ports: [{ protocol: "TCP", port: 5000 }],
        },
      ],
    });
  });

  it("makes recovery points every night, of the database, the objects and each claim, or says why not", () => {
    const jobs = objectsOf(resources, "CronJob");
    const what = jobs.map(({ metadata, spec }) => `${metadata?.name ?? ""} at ${spec?.schedule ?? ""}`);
    assert.deepEqual(what.sort(), [
      "backup-database at 17 2 * * *",
      "backup-drill at 17 4 * * 0",
      "backup-prune at 37 6 * * *",
      "backup-redis-data at 17 2 * * *",
      "backup-storage at 17 2 * * *",
      "backup-vector-db-data at 17 2 * * *",
    ]);
    const { metadata } = objectOf(resources, "CronJob", "backup-storage") ?? assert.fail();
    assert.deepEqual(metadata?.annotations, {
      "not-backed-up.alfred-storage/postgres-data": "The dumps of the database hold what is in it",
    });
  });

  it("reads a claim beside the pods that mount it, as the user that may read it, and writes nothing to it", () => {
    const job = objectOf(resources, "CronJob", "backup-redis-data")?.spec?.jobTemplate.spec?.template.spec;
    assert.deepEqual(job?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution, [
      { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "redis" } } },
    ]);
    assert.equal(job.securityContext?.runAsUser, 999);
    assert.deepEqual(job.containers[0]?.volumeMounts?.at(-1), {
      ...{ name: "data", mountPath: "/data/redis-data", readOnly: true },
    });
  });

  it("tells the jobs where everything is, and no secret", () => {
    const [plan] = objectsOf(resources, "ConfigMap").flatMap(({ data }) => data?.["plan.json"] ?? []);
    const { repository, repositoryBucket, database, objects, volumes } = JSON.parse(plan ?? assert.fail()) as Plan;
    const at = { region: "us-west-2", forcePathStyle: false, checksumsWhenRequired: false };
    const copies = { bucket: "alfred-platform-prod-backups", ...at };
    assert.equal(repository, "s3:https://s3.us-west-2.amazonaws.com/alfred-platform-prod-backups/restic");
    assert.deepEqual(repositoryBucket, copies);
    assert.deepEqual(
      [database.host, database.port, database.name, database.tls],
      ["db-postgres.alfred-platform.svc", 5432, "postgres", "require"],
    );
    assert.deepEqual(objects, {
      ...{ kind: "s3", bucket: "alfred-platform-prod", ...at, tenant: "storage-single-tenant", copies },
    });
    assert.deepEqual(Object.keys(volumes), ["redis-data", "vector-db-data"]);
  });

  it("protects the password without which no recovery point can be read", () => {
    const password = resources.find(({ name }) => name === "backup-password") ?? assert.fail();
    assert.deepEqual([password.protect, password.inputs["length"]], [true, 40]);
  });

  it("finds the seed's buckets in the database", () => {
    assert.deepEqual(
      rehearsals.database("prod").buckets.map((bucket) => [bucket.id, bucket.public, bucket.fileSizeLimit]),
      [
        ["agent-documents", false, 10485760],
        ["system-backups", false, 104857600],
        ["user-uploads", true, 5242880],
      ],
    );
  });

  it("writes a manifest for each object, numbered as they are registered", () => {
    const kinds = resources.filter(({ type, inputs }) => type.startsWith("kubernetes:") && "kind" in inputs);
    const expected = kinds.map(({ name, inputs }, index) => {
      const number = String(index + 1).padStart(2, "0");
      return `${number}-${String(inputs["kind"]).toLowerCase()}-${name}.yaml`;
    });
    const files = readdirSync(path.join(rehearsals.out, "prod", "kubernetes")).sort();
    assert.deepEqual(files, expected);
    assert.ok(files.length > 20, `${files.length} files`);
    for (const [index, file] of files.entries()) {
      assert.deepEqual(manifest(file)["spec"], kinds[index]?.inputs["spec"], file);
    }
  });

  it("hides what Secrets hold, and has nothing secret in another manifest", () => {
    const files = readdirSync(path.join(rehearsals.out, "prod", "kubernetes"));
    const secrets = files.filter((file) => file.includes("-secret-"));
    assert.deepEqual(secrets.map((file) => file.replace(/^[0-9]+-/, "")).sort(), [
      "secret-db-api.yaml",
      "secret-storage-backup.yaml",
      "secret-storage-service.yaml",
    ]);
    for (const file of secrets) assert.equal(manifest(file)["stringData"], "[secret]", file);
    for (const file of files.filter((file) => !secrets.includes(file))) {
      const text = rehearsals.text("prod", "kubernetes", file);
      assert.doesNotMatch(text, /\[secret\]|postgres(ql)?:\/\/|password: /i, file);
    }
  });

  it("shows on its page the replicas, the claims and who may reach whom", () => {
    const page = rehearsals.pageText();
    for (const text of [
      "Storage service supabase/storage-api:v1.74.0 3 to 6 replicas",
      "Claims of the platform postgres-data, 20Gi, standard redis-data, 10Gi, standard vector-db-data, 30Gi, standard",
      "Clients inside pods with app: alfred-platform",
      "db-postgres.alfred-platform.svc:5432",
      "vector-db-data 30Gi standard ReadWriteOnce made by the class the platform stops at it",
      "pods with app: alfred-platform storage-service:5000 db-api:3000 db-api:3001",
      "jobs with app: storage-backup PostgreSQL:5432 S3:443 the agent of Pod Identity:80 DNS:53/UDP",
      "pods of other namespaces nothing storage-service:5000 db-api:3000 db-api:3001",
    ]) {
      assert.ok(page.includes(text), text);
    }
    assert.doesNotMatch(page, /Clients outside/);
  });

  const manifest = (file: string) => parse(rehearsals.text("prod", "kubernetes", file)) as Record<string, unknown>;
});
