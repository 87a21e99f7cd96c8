import assert from "node:assert/strict";
import { Rehearsals } from "./testing-start";

const secret = (name: string) => `${name}: { secure: v1:abc }`;
const keyPair = ["accessKeyId", "secretAccessKey"].map(secret).join(", ");
const tenants = `multiTenant: { ${["databaseUrl", "adminApiKeys", "encryptionKey"].map(secret).join(", ")} }`;

/** Edits of the project's stack file, by the name of the stack that they make. */
const edits: Readonly<Record<string, (text: string) => string>> = {
  dev: (text) => text,
  "given-server": (text) => text.replace(/port: 5432 .*$/m, "host: 127.0.0.1\n    tls: disable"),
  s3: (text) =>
    backedUp(text, `to: { s3: { bucket: recovery, region: us-west-2, prefix: dev, ${keyPair} } }`).replace(
      "backend: file",
      "backend: s3\n    s3: { bucket: alfred-platform, region: us-west-2 }",
    ),
  tenants: (text) =>
    backedUp(text, "none: Each tenant is backed up by itself").replace(
      "backend: file",
      `$&\n    ${tenants}\n    s3Protocol: { prefix: /storage/v1 }`,
    ),
  folder: (text) => backedUp(text, `readAs: administrator, to: { folder: ${__dirname} }, ${secret("password")}`),
};

/** The stack file with other recovery points. */
function backedUp(text: string, section: string): string {
  const [before = "", after = ""] = text.split(/^ {2}alfred-storage:backup:\n(?: {4}.*\n)+/m);
  assert.notEqual(after, "");
  return `${before}  alfred-storage:backup: { ${section} }\n${after}`;
}

describe("The rehearsal of a stack on Docker", function () {
  this.timeout(300_000);
  const rehearsals = new Rehearsals();
  before(() => {
    for (const [name, edit] of Object.entries(edits)) rehearsals.write("dev", edit, { name });
    const { status, stderr } = rehearsals.run();
    assert.equal(status, 0, stderr);
  });
  after(() => {
    rehearsals.end();
  });

  const containersOf = (stack: string) => {
    const containers = rehearsals.resources(stack).filter(({ type }) => type === "docker:index/container:Container");
    return new Map(containers.map(({ name, inputs }) => [name, inputs]));
  };

  it("holds the seed's literal values for dev", () => {
    const resources = rehearsals.resources("dev");
    const inputsOf = (type: string) =>
      resources.filter((resource) => resource.type === `docker:index/${type}`).map(({ inputs }) => inputs);
    assert.deepEqual(
      inputsOf("volume:Volume")
        .map(({ name }) => String(name))
        .sort(),
      [
        "alfred-backups",
        "db-postgres-data",
        "db-storage-data",
        "llm-service-data",
        "monitoring-dashboard-data",
        "monitoring-metrics-data",
        "redis-data",
        "vector-db-data",
      ],
    );
    const containers = new Map(inputsOf("container:Container").map((inputs) => [inputs["name"], inputs]));
    assert.deepEqual([...containers.keys()].sort(), ["db-api", "db-backup", "db-postgres", "db-storage"]);
    const storage = containers.get("db-storage") ?? assert.fail();
    assert.equal(storage["image"], "supabase/storage-api:v1.74.0");
    assert.deepEqual(storage["ports"], [{ internal: 5000, external: 5000, ip: "127.0.0.1" }]);
    assert.deepEqual(storage["volumes"], [{ volumeName: "db-storage-data", containerPath: "/var/lib/storage" }]);
    assert.deepEqual(storage["healthcheck"], {
      tests: ["CMD", "wget", "--no-verbose", "--tries=1", "--spider", "http://127.0.0.1:5000/status"],
      interval: "10s",
      timeout: "10s",
      retries: 5,
      startPeriod: "30s",
    });
    assert.deepEqual([storage["cpus"], storage["memory"], storage["restart"]], ["1.0", 2048, "unless-stopped"]);
    const environment = storage["envs"] as string[];
    for (const variable of [
      "UPLOAD_FILE_SIZE_LIMIT=52428800",
      "STORAGE_BACKEND=file",
      "STORAGE_FILE_BACKEND_PATH=/var/lib/storage",
      "POSTGREST_URL=http://db-api:3000",
      "MULTI_TENANT=false",
    ]) {
      assert.ok(environment.includes(variable), variable);
    }
    assert.deepEqual(storage["uploads"], [{ file: "/app/.env", content: "[secret]" }]);
    const postgres = containers.get("db-postgres") ?? assert.fail();
    assert.deepEqual(postgres["ports"], [{ internal: 5432, external: 5432, ip: "127.0.0.1" }]);
    assert.deepEqual([postgres["wait"], storage["wait"], containers.get("db-api")?.["wait"]], [true, true, undefined]);
    const database = rehearsals.database("dev");
    assert.deepEqual(
      database.buckets.map((bucket) => [bucket.id, bucket.public, bucket.fileSizeLimit]),
      [
        ["agent-documents", false, 10485760],
        ["system-backups", false, 52428800],
        ["user-uploads", true, 5242880],
      ],
    );
  });

  it("deletes no bucket of dev one by one, since they are in the database's volume", () => {
    const resources = rehearsals.resources("dev");
    const volume = resources.find(({ name }) => name === "db-postgres-data")?.urn;
    for (const { type, name, deletedWith } of resources) {
      if (type.endsWith(":Bucket")) assert.equal(deletedWith, volume, name);
      if (type.endsWith(":AccessPolicy")) assert.match(deletedWith ?? "", /storagedb:index:Bucket::/, name);
    }
  });

  it("runs no server of its own where one is given, and finds it from the containers", () => {
    const containers = containersOf("given-server");
    assert.deepEqual([...containers.keys()].sort(), ["db-api", "db-backup", "db-storage"]);
    for (const { hosts } of containers.values()) {
      assert.deepEqual(hosts, [{ host: "host.docker.internal", ip: "host-gateway" }]);
    }
  });

  it("keeps the objects in S3 where it says so, with a volume for nothing", () => {
    const storage = containersOf("s3").get("db-storage") ?? assert.fail();
    assert.deepEqual(storage["volumes"], []);
    const environment = storage["envs"] as string[];
    for (const variable of ["STORAGE_BACKEND=s3", "STORAGE_S3_BUCKET=alfred-platform", "STORAGE_S3_REGION=us-west-2"]) {
      assert.ok(environment.includes(variable), variable);
    }
  });

  const backupOf = (stack: string) => {
    const { uploads, volumes, image, labels } = containersOf(stack).get("db-backup") ?? assert.fail();
    const [plan, ...secrets] = uploads as { file: string; content: string }[];
    assert.deepEqual(plan, { file: "/etc/alfred-backup/plan.json", content: "[secret]" });
    return { image, labels, volumes, secrets: secrets.map(({ file }) => file.replace("/etc/alfred-backup/", "")) };
  };
  const namesOf = (stack: string, type: string) =>
    rehearsals.resources(stack).flatMap(({ type: found, name }) => (found === type ? [name] : []));
  const [role, password] = ["storagedb:index:Role", "random:index/randomPassword:RandomPassword"];

  it("makes recovery points of dev, of every volume or for a reason, as a role that only reads", () => {
    const { image, volumes, labels, secrets } = backupOf("dev");
    assert.match(String(image), /^alfred-storage-backup:[0-9a-f]{12}$/);
    const read = ["storage", "redis", "vector", "metrics", "dashboard"];
    assert.deepEqual(
      (volumes as { containerPath: string; readOnly?: boolean }[]).map((one) => [one.containerPath, one.readOnly]),
      [["/var/lib/alfred-backups", undefined], ...read.map((scope) => [`/data/${scope}`, true])],
    );
    assert.deepEqual(
      (labels as { label: string }[]).filter(({ label }) => label.includes("not-backed-up")),
      [{ label: "alfred-storage.not-backed-up.llm", value: "Models are downloaded again" }],
    );
    assert.deepEqual(secrets, ["repository-password", "database-password"]);
    assert.ok(namesOf("dev", role).includes("database-alfred_backup"));
    const volume = rehearsals.resources("dev").find(({ name }) => name === "alfred-backups");
    assert.deepEqual([volume?.retainOnDelete, volume?.inputs["driverOpts"]], [true, undefined]);
    assert.equal(namesOf("dev", password).filter((name) => name === "backup-password").length, 1);
  });

  it("makes them as the administrator and in a folder, with the password of before, where it says so", () => {
    assert.ok(!namesOf("folder", role).includes("database-alfred_backup"));
    assert.ok(!namesOf("folder", password).includes("backup-password"));
    const volume = rehearsals.resources("folder").find(({ name }) => name.startsWith("alfred-backups"));
    assert.match(volume?.name ?? "", /^alfred-backups-[0-9a-f]{8}$/);
    assert.deepEqual(volume?.inputs["driverOpts"], { type: "none", o: "bind", device: __dirname });
  });

  it("makes them in S3, without a volume for them and with the keys as a file", () => {
    const { volumes, secrets } = backupOf("s3");
    const read = ["redis", "vector", "llm", "metrics", "dashboard"];
    assert.deepEqual(
      (volumes as { containerPath: string }[]).map(({ containerPath }) => containerPath),
      read.map((scope) => `/data/${scope}`),
    );
    assert.deepEqual(secrets, ["repository-password", "database-password", "s3-credentials.json"]);
  });

  it("serves several tenants and the S3 protocol where it says so", () => {
    const containers = containersOf("tenants");
    const storage = containers.get("db-storage") ?? assert.fail();
    const environment = storage["envs"] as string[];
    for (const variable of ["MULTI_TENANT=true", "S3_PROTOCOL_ENABLED=true", "S3_PROTOCOL_PREFIX=/storage/v1"]) {
      assert.ok(environment.includes(variable), variable);
    }
    assert.ok(!containers.has("db-backup"));
    assert.deepEqual(storage["ports"], [
      { internal: 5000, external: 5000, ip: "127.0.0.1" },
      { internal: 5001, external: 5001, ip: "127.0.0.1" },
    ]);
  });
});
