import assert from "node:assert/strict";
import * as docker from "@pulumi/docker";
import * as random from "@pulumi/random";
import { isVerifierOf } from "../../storagedb/resources/scram";
import { secret } from "../../storagedb/testing-plugin";
import { registered } from "../../storagedb/testing-program";
import type { ImageReference } from "../image-reference";
import { bytes, cpu } from "../units";
import { DatabaseServer } from "./docker";

interface Upload {
  readonly file: string;
  readonly content: string;
}

/** The container's inputs, with the files as the provider would get them: their plain text goes to nobody else. */
async function made() {
  let uploads: Upload[] = [];
  const resources = await registered(
    () => {
      const provider = new docker.Provider("docker");
      const generator = new random.Provider("random");
      const limits = { cpu: cpu("2"), memory: bytes("2GiB") };
      const network = new docker.Network("network", { name: "n" }, { provider });
      const volume = new docker.Volume("volume", { name: "db-postgres-data" }, { provider });
      const image = "supabase/postgres:17.6.1.136" as ImageReference;
      const around = { provider, namePrefix: "", labels: {} };
      const given = { image, port: 5432, database: "platform", administrator: "supabase_admin", password: "hunter2" };
      new DatabaseServer("server", { ...around, ...given, volume, network, limits, random: generator });
    },
    (request) => {
      if (request.getType().endsWith(":RandomBytes")) {
        return Promise.resolve({ id: "salt", outputs: { base64: secret("c2FsdHNhbHRzYWx0c2FsdA==") } });
      }
      if (request.getType().endsWith(":Container")) {
        const inputs = request.getObject()?.toJavaScript() as { uploads: { content: { value: string } }[] };
        uploads = inputs.uploads.map(({ content, ...rest }) => ({ ...rest, content: content.value })) as Upload[];
      }
      return Promise.resolve(undefined);
    },
  );
  const inputs = resources.find(({ type }) => type.endsWith(":Container"))?.inputs ?? assert.fail();
  return { resources, inputs, uploads };
}

describe("DatabaseServer", () => {
  it("is db-postgres, on its volume, published on the loopback address", async () => {
    const { inputs } = await made();
    assert.equal(inputs["name"], "db-postgres");
    assert.deepEqual(inputs["ports"], [{ internal: 5432, external: 5432, ip: "127.0.0.1" }]);
    assert.deepEqual(inputs["volumes"], [
      { volumeName: "db-postgres-data", containerPath: "/var/lib/postgresql/data" },
    ]);
    assert.deepEqual(inputs["capabilities"], {
      drops: ["ALL"],
      adds: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_KILL", "CAP_SETGID", "CAP_SETUID"],
    });
    assert.deepEqual(inputs["envs"], [
      "POSTGRES_USER=supabase_admin",
      "POSTGRES_DB=platform",
      "POSTGRES_PASSWORD_FILE=/etc/alfred-storage/administrator-password",
      "PGDATA=/var/lib/postgresql/data",
    ]);
  });

  it("is waited for until it is healthy, which it is with its password set", async () => {
    const { inputs } = await made();
    assert.deepEqual([inputs["wait"], inputs["waitTimeout"], inputs["destroyGraceSeconds"]], [true, 300, 60]);
    assert.deepEqual(inputs["healthcheck"], {
      tests: ["CMD", "/bin/sh", "/etc/alfred-storage/ready.sh"],
      interval: "2s",
      timeout: "10s",
      retries: 30,
      startPeriod: "1m0s",
    });
  });

  it("gets its password as a file, and what PostgreSQL stores for it as a statement", async () => {
    const { inputs, uploads } = await made();
    const [password, statement, ready] = uploads;
    assert.deepEqual(password, { file: "/etc/alfred-storage/administrator-password", content: "hunter2" });
    assert.equal(statement?.file, "/etc/alfred-storage/administrator-password.sql");
    const [, verifier, roles] =
      /^SELECT format\('ALTER ROLE %I PASSWORD %L', rolname, '(\S+)'\) FROM pg_roles\n WHERE rolname IN \((.+)\) AND rolcanlogin \\gexec\n$/.exec(
        statement.content,
      ) ?? [];
    assert.equal(roles, "'supabase_admin', 'postgres'");
    assert.equal(isVerifierOf(verifier ?? "", "hunter2"), true);
    assert.equal(ready?.file, "/etc/alfred-storage/ready.sh");
    assert.doesNotMatch(ready.content, /hunter2/);
    assert.doesNotMatch(JSON.stringify(inputs), /hunter2|SCRAM/);
  });

  it("has the same files each time, so that nothing unchanged is replaced", async () => {
    assert.deepEqual((await made()).uploads, (await made()).uploads);
  });
});
