import assert from "node:assert/strict";
import { assertAbsent } from "./assert-absent";
import { Environment } from "./environment";

const given = `p@ss/wörd "1" +%&=?`;

describe("secrets", function () {
  this.timeout(180_000);
  let environment: Environment;
  const secrets: string[] = [given];
  before(async () => {
    environment = await Environment.start("15");
    await environment.sql(`ALTER ROLE postgres PASSWORD '${given}'`);
    await environment.connectAs({ name: "postgres", password: given });
  });
  after(() => environment.end());

  it("stand in no log line at the highest verbosity", async () => {
    const up = await environment.project.run([
      ...["up", "--yes", "--skip-preview", "--stack", "dev", "--logtostderr", "-v=9"],
    ]);
    assert.equal(up.exitCode, 0, up.stdout);
    assert.ok(up.stderr.length > 100_000, "the log is there");
    secrets.push(...(await generated(environment)));
    assert.equal(secrets.length, 4);
    assertAbsent(secrets, { "standard output": up.stdout, log: up.stderr });
  });

  it("stand in neither the state nor the outputs nor a preview", async () => {
    const state = JSON.stringify(await environment.project.exportState());
    assert.match(state, /ciphertext/);
    const outputs = JSON.stringify(await environment.project.outputs());
    environment.editBucket("system-backups", { fileSizeLimit: "1MiB" });
    const preview = await environment.project.preview({ args: ["--diff", "--refresh"] });
    assert.equal(preview.exitCode, 0);
    assertAbsent(secrets, { state, outputs, preview: preview.stdout + preview.stderr });
  });

  it("stand in no error either", async () => {
    const refused: string[] = [];
    await environment.connectAs({ name: "postgres", password: `${given}, but wrong` });
    refused.push((await environment.project.up()).stdout);
    await environment.connectAs({ name: "nobody", password: given });
    refused.push((await environment.project.up()).stdout);
    for (const text of refused) assert.match(text, /did not accept the password/);
    assertAbsent(secrets, Object.fromEntries(refused.map((text, index) => [`error ${index}`, text])));
  });

  it("never reach PostgreSQL's log as a statement: it gets a verifier", async () => {
    const rows = await query(environment);
    assert.ok(rows.every(({ rolpassword }) => rolpassword.startsWith("SCRAM-SHA-256$4096:")));
  });
});

async function query(environment: Environment): Promise<{ rolpassword: string }[]> {
  return (await environment.sqlAs(
    given,
    `SELECT rolpassword FROM pg_authid WHERE rolname IN ('alfred_backup', 'authenticator', 'supabase_storage_admin')`,
  )) as { rolpassword: string }[];
}

/** The passwords that the stack made, as only whoever holds the passphrase can read them. */
async function generated(environment: Environment): Promise<string[]> {
  const { stdout } = await environment.project.run(["stack", "export", "--show-secrets", "--stack", "dev"]);
  const { deployment } = JSON.parse(stdout) as {
    deployment: { resources: { type: string; outputs: { result: { plaintext: string } } }[] };
  };
  return deployment.resources
    .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
    .map(({ outputs }) => JSON.parse(outputs.result.plaintext) as string);
}
