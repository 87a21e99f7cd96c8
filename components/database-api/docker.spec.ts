import assert from "node:assert/strict";
import * as docker from "@pulumi/docker";
import { registered } from "../../storagedb/testing-program";
import type { ImageReference } from "../image-reference";
import { bytes, cpu } from "../units";
import { DatabaseApi, type DatabaseApiArgs } from "./docker";

async function made(args: Partial<DatabaseApiArgs> = {}) {
  const resources = await registered(() => {
    const provider = new docker.Provider("docker");
    const image = "postgrest/postgrest:v14.17" as ImageReference;
    const limits = { cpu: cpu("1"), memory: bytes("512MiB") };
    const around = { provider, namePrefix: "", labels: {}, image, limits, networks: [] };
    new DatabaseApi("api", { ...around, databaseUrl: "postgres://hunter2", keySet: "{hunter2}", ...args });
  });
  return resources.find(({ type }) => type.endsWith(":Container"))?.inputs ?? assert.fail();
}
const files = (inputs: Readonly<Record<string, unknown>>) =>
  (inputs["uploads"] as { file: string; content: string }[]).map(({ file }) => file);

describe("DatabaseApi", () => {
  it("is db-api, started with its config file, its secrets in files of their own", async () => {
    const inputs = await made();
    assert.equal(inputs["name"], "db-api");
    assert.deepEqual(inputs["command"], ["postgrest", "/etc/postgrest/postgrest.conf"]);
    assert.deepEqual(files(inputs), [
      "/etc/postgrest/postgrest.conf",
      "/etc/postgrest/database-url",
      "/etc/postgrest/keys.json",
    ]);
    assert.deepEqual([inputs["ports"], inputs["envs"]], [[], []]);
    assert.doesNotMatch(JSON.stringify(inputs), /hunter2/);
  });

  it("checks itself, and is not waited for", async () => {
    const inputs = await made();
    assert.deepEqual((inputs["healthcheck"] as { tests: string[] }).tests, [
      "CMD",
      "postgrest",
      "--ready",
      "/etc/postgrest/postgrest.conf",
    ]);
    assert.equal(inputs["wait"], undefined);
  });

  it("gets the certificate of the authority that the database's URL names", async () => {
    assert.equal(files(await made({ tlsCertificateAuthority: "PEM" })).at(-1), "/etc/postgrest/ca.pem");
  });
});
