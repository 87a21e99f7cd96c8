import assert from "node:assert/strict";
import * as docker from "@pulumi/docker";
import { registered } from "../../storagedb/testing-program";
import type { ImageReference } from "../image-reference";
import { bytes, cpu } from "../units";
import type { ServiceSettings } from "./args";
import { StorageService } from "./docker";

const settings: ServiceSettings = {
  backend: { kind: "file", path: "/var/lib/storage" },
  uploadLimit: bytes("50MiB"),
  tenantId: "storage-single-tenant",
  publicUrl: "http://127.0.0.1:5000",
  databaseApiUrl: "http://db-api:3000",
  databaseAdministrator: "postgres",
  databaseConnections: 10,
  queue: false,
};

async function made(changed: Partial<ServiceSettings> = {}) {
  const resources = await registered(() => {
    const provider = new docker.Provider("docker");
    const volume = new docker.Volume("volume", { name: "db-storage-data" }, { provider });
    const image = "supabase/storage-api:v1.74.0" as ImageReference;
    const limits = { cpu: cpu("1"), memory: bytes("2GiB") };
    const around = { provider, namePrefix: "", labels: {}, image, limits, networks: [], volume, port: 5000 };
    const secrets = { databaseUrl: "postgres://hunter2", anonKey: "hunter2" };
    new StorageService("service", { ...around, settings: { ...settings, ...changed }, secrets });
  });
  return resources.find(({ type }) => type.endsWith(":Container"))?.inputs ?? assert.fail();
}

describe("StorageService on Docker", () => {
  it("is db-storage on port 5000, with the seed's volume and health check", async () => {
    const inputs = await made();
    assert.equal(inputs["name"], "db-storage");
    assert.deepEqual(inputs["ports"], [{ internal: 5000, external: 5000, ip: "127.0.0.1" }]);
    assert.deepEqual(inputs["volumes"], [{ volumeName: "db-storage-data", containerPath: "/var/lib/storage" }]);
    assert.deepEqual(inputs["healthcheck"], {
      tests: ["CMD", "wget", "--no-verbose", "--tries=1", "--spider", "http://127.0.0.1:5000/status"],
      interval: "10s",
      timeout: "10s",
      retries: 5,
      startPeriod: "30s",
    });
    assert.deepEqual([inputs["memory"], inputs["cpus"]], [2048, "1.0"]);
    assert.deepEqual([inputs["wait"], inputs["destroyGraceSeconds"]], [true, 70]);
  });

  it("has its secrets in a file and not in its environment", async () => {
    const inputs = await made();
    assert.deepEqual(inputs["uploads"], [{ file: "/app/.env", content: "[secret]" }]);
    assert.doesNotMatch(JSON.stringify(inputs), /hunter2|DATABASE_URL/);
    assert.ok((inputs["envs"] as string[]).includes("UPLOAD_FILE_SIZE_LIMIT=52428800"));
  });

  it("has no volume where the objects are in S3", async () => {
    const backend = {
      kind: "s3",
      bucket: "b",
      region: "us-west-2",
      forcePathStyle: false,
      checksumsWhenRequired: false,
      objectTags: true,
    } as const;
    assert.deepEqual((await made({ backend }))["volumes"], []);
  });

  it("publishes the admin port in multi-tenant mode", async () => {
    const inputs = await made({ multiTenant: { adminPort: 5001, hostPattern: "^(.+)\\." } });
    assert.deepEqual(inputs["ports"], [
      { internal: 5000, external: 5000, ip: "127.0.0.1" },
      { internal: 5001, external: 5001, ip: "127.0.0.1" },
    ]);
  });
});
