import assert from "node:assert/strict";
import { registered } from "../../storagedb/testing-program";
import type { ImageReference } from "../image-reference";
import { around, resources } from "../kubernetes-fixture";
import { DatabaseApi, type DatabaseApiArgs } from "./kubernetes";

async function made(changed: Partial<DatabaseApiArgs> = {}) {
  const image = "postgrest/postgrest:v14.17" as ImageReference;
  const secrets = { databaseUrl: "postgres://hunter2", keySet: '{"keys":["hunter2"]}' };
  return registered(() => {
    new DatabaseApi("db-api", { ...around(), image, secrets, resources, ...changed });
  });
}

async function container(changed: Partial<DatabaseApiArgs> = {}) {
  const found = (await made(changed)).find(({ type }) => type.endsWith(":Deployment"));
  const { template } = found?.inputs["spec"] as { template: { spec: { containers: Record<string, unknown>[] } } };
  return template.spec.containers[0] ?? assert.fail();
}

describe("DatabaseApi on Kubernetes", () => {
  it("names its secrets as files", async () => {
    assert.doesNotMatch(JSON.stringify(await made()), /hunter2/);
    const { env, volumeMounts } = await container();
    assert.deepEqual(env, [
      { name: "PGRST_DB_URI", value: "@/etc/postgrest/database-url" },
      { name: "PGRST_DB_SCHEMAS", value: "public" },
      { name: "PGRST_DB_ANON_ROLE", value: "anon" },
      { name: "PGRST_DB_POOL", value: "4" },
      { name: "PGRST_JWT_SECRET", value: "@/etc/postgrest/keys.json" },
      { name: "PGRST_SERVER_PORT", value: "3000" },
      { name: "PGRST_ADMIN_SERVER_PORT", value: "3001" },
    ]);
    assert.deepEqual(volumeMounts, [
      { name: "scratch", mountPath: "/tmp" },
      { name: "secret-0", mountPath: "/etc/postgrest/database-url", subPath: "database-url", readOnly: true },
      { name: "secret-0", mountPath: "/etc/postgrest/keys.json", subPath: "keys.json", readOnly: true },
    ]);
  });

  it("finds the authority of the database's certificate", async () => {
    const { volumeMounts } = await container({ tlsCertificateAuthority: "PEM" });
    assert.deepEqual((volumeMounts as unknown[]).at(-1), {
      name: "secret-0",
      mountPath: "/etc/postgrest/ca.pem",
      subPath: "ca.pem",
      readOnly: true,
    });
  });

  it("takes a Secret that exists", async () => {
    const all = await made({ secrets: { kind: "given", name: "api-secret" } });
    assert.ok(!all.some(({ type }) => type.endsWith(":Secret")));
    assert.match(JSON.stringify(all), /"secretName":"api-secret"/);
  });

  it("is a Service db-api on port 3000, and alive and ready by its admin port", async () => {
    const service = (await made()).find(({ type }) => type.endsWith(":Service"));
    assert.equal(service?.name, "db-api");
    assert.deepEqual((service.inputs["spec"] as { ports: unknown }).ports, [
      { name: "http", port: 3000, targetPort: "http", protocol: "TCP", appProtocol: "http" },
    ]);
    const { livenessProbe, readinessProbe } = await container();
    const target = (probe: unknown) => (probe as { httpGet: unknown }).httpGet;
    assert.deepEqual(target(livenessProbe), { path: "/live", port: "admin" });
    assert.deepEqual(target(readinessProbe), { path: "/ready", port: "admin" });
  });
});
