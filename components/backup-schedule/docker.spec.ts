import assert from "node:assert/strict";
import * as docker from "@pulumi/docker";
import type { CarryOut } from "../../rehearsal/monitor/monitor";
import { registered } from "../../storagedb/testing-program";
import type { ImageReference } from "../image-reference";
import { bytes, cpu } from "../units";
import { BackupSchedule, type BackupScheduleArgs } from "./docker";
import { common, folder, s3Objects, s3Repository } from "./fixture";

const build = {
  name: "alfred-storage-backup:0123456789ab",
  context: "out/backup-image/0123456789ab",
  buildArgs: { RESTIC_IMAGE: "restic/restic:0.18.0" },
};

/** The id of an image, as an engine would give it. */
const imageIds: CarryOut = (request) =>
  Promise.resolve(
    request.getType().endsWith(":RemoteImage") ? { id: "image", outputs: { imageId: "sha256:1" } } : undefined,
  );

type Changed = Partial<Omit<BackupScheduleArgs, "objects" | "repository">>;

/** The program of a stack with files, its repository in a volume; or with everything in S3. */
const program = (place: "file" | "s3", changed: Changed = {}) => {
  const provider = new docker.Provider("docker");
  const volume = (name: string) => new docker.Volume(name, { name }, { provider });
  new BackupSchedule("backup", {
    provider,
    namePrefix: "",
    labels: { "alfred-storage.stack": "prod" },
    ...common,
    image: { build: Promise.resolve(build) },
    repository: place === "s3" ? s3Repository : { kind: "volume", volume: volume("alfred-backups") },
    objects: place === "s3" ? s3Objects : { kind: "file", place: volume("db-storage-data"), folder },
    volumes: { redis: volume("redis-data"), metrics: volume("monitoring-metrics-data") },
    methods: { redis: "files", metrics: { none: "measured again within a day" } },
    networks: [new docker.Network("net", { name: "alfred-platform-database" }, { provider })],
    limits: { cpu: cpu("1"), memory: bytes("1GiB") },
    ...changed,
  });
};

async function made(place: "file" | "s3", changed: Changed = {}) {
  const resources = await registered(() => {
    program(place, changed);
  }, imageIds);
  const inputsOf = (type: string) => resources.find((one) => one.type.endsWith(`:${type}`))?.inputs;
  return { container: inputsOf("Container") ?? assert.fail(), image: inputsOf("RemoteImage"), resources };
}

const filesOf = (container: Readonly<Record<string, unknown>>) =>
  (container["uploads"] as { file: string }[]).map(({ file }) => file);

describe("BackupSchedule on Docker", () => {
  it("is db-backup, hardened, limited and restarted, with the data volumes to read only", async () => {
    const { container, resources } = await made("file");
    const { uploads, networksAdvanced, ...inputs } = container;
    assert.ok(Array.isArray(uploads));
    assert.deepEqual(networksAdvanced, [{ name: "alfred-platform-database", aliases: ["db-backup"] }]);
    assert.deepEqual(inputs, {
      name: "db-backup",
      hostname: "db-backup",
      image: "sha256:1",
      restart: "unless-stopped",
      mustRun: true,
      init: true,
      cpus: "1.0",
      memory: 1024,
      memorySwap: 1024,
      capabilities: { drops: ["ALL"], adds: ["CAP_DAC_OVERRIDE", "CAP_KILL", "CAP_SETGID", "CAP_SETUID"] },
      securityOpts: ["no-new-privileges:true"],
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      labels: [
        { label: "alfred-storage.makes", value: "recovery-points" },
        { label: "alfred-storage.not-backed-up.metrics", value: "measured again within a day" },
        { label: "alfred-storage.stack", value: "prod" },
      ],
      ports: [],
      volumes: [
        { volumeName: "alfred-backups", containerPath: "/var/lib/alfred-backups" },
        { volumeName: "db-storage-data", containerPath: "/data/storage", readOnly: true },
        { volumeName: "redis-data", containerPath: "/data/redis", readOnly: true },
      ],
      tmpfs: { "/var/lib/postgresql/data": "size=1m", "/var/lib/postgresql": "size=1m" },
      envs: [],
      command: ["schedule", "--plan", "/etc/alfred-backup/plan.json"],
      hosts: [],
      healthcheck: {
        tests: ["CMD", "node", "/opt/alfred-backup/backup.cjs", "health", "--plan", "/etc/alfred-backup/plan.json"],
        interval: "1m0s",
        timeout: "30s",
        retries: 3,
        startPeriod: "2m0s",
      },
      destroyGraceSeconds: 60,
    });
    const parents = resources.filter(({ parent }) => parent === "backup").map(({ name }) => name);
    assert.deepEqual(parents, ["db-backup-image", "db-backup"]);
  });

  it("gets its secrets as files, and shows none", async () => {
    const { container, resources } = await made("file");
    assert.deepEqual(filesOf(container), [
      "/etc/alfred-backup/plan.json",
      "/etc/alfred-backup/repository-password",
      "/etc/alfred-backup/database-password",
    ]);
    assert.doesNotMatch(JSON.stringify(resources), /hunter2/);
  });

  it("runs from an image that is built here, of what exists, and stays for other stacks", async () => {
    const { image } = await made("file");
    assert.deepEqual(image, {
      name: "alfred-storage-backup:0123456789ab",
      build: {
        context: "out/backup-image/0123456789ab",
        buildArgs: { RESTIC_IMAGE: "restic/restic:0.18.0" },
      },
      keepLocally: true,
    });
  });

  it("runs from an image that was built before, where one is named", async () => {
    const { image } = await made("file", { image: "registry.example.com/alfred-storage-backup:1" as ImageReference });
    assert.deepEqual(image, { name: "registry.example.com/alfred-storage-backup:1", keepLocally: true });
  });

  it("needs no volume where objects and repository are in S3, and has the credentials as a file", async () => {
    const s3Credentials = { accessKeyId: "hunter2-id", secretAccessKey: "hunter2-key" };
    const { container, resources } = await made("s3", { s3Credentials });
    assert.deepEqual(container["volumes"], [
      { volumeName: "redis-data", containerPath: "/data/redis", readOnly: true },
    ]);
    assert.equal(filesOf(container).at(-1), "/etc/alfred-backup/s3-credentials.json");
    assert.doesNotMatch(JSON.stringify(resources), /hunter2/);
  });

  it("reaches a database on this machine", async () => {
    const hosts = [{ host: "host.docker.internal", ip: "host-gateway" }];
    assert.deepEqual((await made("file", { hosts })).container["hosts"], hosts);
  });

  it("refuses a volume that nobody decided about", async () => {
    await assert.rejects(made("file", { methods: { redis: "files" } }), {
      message: "volumes.metrics is not backed up, and nobody says why; add a method, or a reason for none",
    });
  });
});
