import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeWithDocker } from "../harness/docker";
import { run } from "../harness/run";
import { DockerEnvironment, images } from "./docker-environment";
import { succeeded } from "./stack-environment";

const newer = "example/storage-api:2";
const page = readFileSync(path.join(__dirname, "../../docs/upgrades.md"), "utf8");
/** Whether the page shows that output, as it stands. */
const shows = (text: string) => page.includes(`\`\`\`\n${text}\n\`\`\`\n`);

describeWithDocker("ops upgrade-check on a real Docker Engine", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  let password: string;
  before(async () => {
    dev = await DockerEnvironment.start();
    await dev.up();
    await newerImage();
  });
  after(() => dev.end());

  /** A version of the service that brings one migration more. */
  const newerImage = async () => {
    const file = path.join(dev.project.folder, "out-0003.sql");
    writeFileSync(file, "CREATE INDEX by_owner ON storage.objects (owner_id);", { mode: 0o644 });
    const container = await dev.docker.must(["create", images.storage]);
    await dev.docker.must(["cp", file, `${container}:/app/migrations/tenant/0003-objects-by-owner.sql`]);
    await dev.docker.must(["commit", container, newer]);
    await dev.docker.must(["rm", "--volumes", container]);
  };
  const shell = async (command: string, environment: NodeJS.ProcessEnv = { PGPASSWORD: password }) => {
    const { folder, env } = dev.project;
    const { exitCode, stdout, stderr } = await run("bash", ["-c", command], {
      cwd: folder,
      env: { ...env, ...environment },
    });
    return { exitCode, stdout: stdout.trim(), stderr: stderr.trim() };
  };
  const check = (args = "") => shell(`node ops/run.cjs ops upgrade-check --stack dev ${args}`);
  const recorded = async () => (await dev.sql("SELECT id, name FROM storage.migrations ORDER BY id")).at(-1);

  it("asks for the password with a command that gives it, which then works", async () => {
    const { exitCode, stderr } = await shell("node ops/run.cjs ops upgrade-check --stack dev", {});
    assert.equal(exitCode, 1);
    assert.match(stderr, /asks for the password of "postgres"\. This command takes it from the environment variable/);
    const command = stderr.split("\n").at(-1)?.trim() ?? "";
    assert.match(
      command,
      /^PGPASSWORD="\$\(docker exec db-postgres cat \S+\)" npm run ops -- upgrade-check --stack dev$/,
    );
    const { exitCode: status, stdout } = await shell(command, {});
    assert.equal(status, 0);
    assert.match(stdout, /dev: 3 migrations in the database, the last one 2 multipart-uploads-by-bucket\./);
    assert.match(stdout, /example\/storage-api:1 would apply nothing\.$/);
    [password = ""] = await dev.generated("administrator");
  });

  it("says what a newer image would apply, and changes nothing", async () => {
    const { exitCode, stdout, stderr } = await check(`--image ${newer}`);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(stdout, /would apply 1 migration at its first start:\n\n {4}3 {2}objects-by-owner {2}builds an index/);
    assert.ok(shows(stdout), `docs/upgrades.md shows something else than\n${stdout}`);
    assert.deepEqual(await recorded(), { id: 2, name: "multipart-uploads-by-bucket" });
    const containers = await dev.docker.must(["ps", "--all", "--format", "{{.Names}}"]);
    assert.deepEqual(containers.split("\n").sort(), ["db-api", "db-backup", "db-postgres", "db-storage"]);
  });

  it("gives a command that dumps what is then changed", async () => {
    const { stdout } = await check(`--image ${newer}`);
    const dump = await shell(stdout.split("\n").at(-1) ?? "");
    assert.deepEqual([dump.exitCode, dump.stderr], [0, ""]);
    const { stdout: list } = await shell("pg_restore --list dev-before-2.dump");
    assert.match(list, /TABLE DATA storage objects /);
    assert.match(list, /TABLE DATA storage migrations /);
  });

  it("refuses the older image once the newer one has run", async () => {
    dev.set(["images", "storage"], newer);
    await dev.up();
    assert.deepEqual(await recorded(), { id: 3, name: "objects-by-owner" });
    assert.match((await check()).stdout, /example\/storage-api:2 would apply nothing\.$/);
    const { exitCode, stdout, stderr } = await check(`--image ${images.storage}`);
    assert.deepEqual([exitCode, stdout], [1, ""]);
    assert.match(
      stderr,
      /^The image example\/storage-api:1 is older than the database, which has 1 migration that it does/,
    );
    assert.ok(shows(stderr), `docs/upgrades.md shows something else than\n${stderr}`);
  });

  it("leaves a way into another volume of the database: a dump, and the page's commands to restore it", async () => {
    const token = () => dev.output("serviceRoleKey");
    const object = "/object/agent-documents/kept.txt";
    const headers = { "content-type": "text/plain" };
    assert.equal((await dev.ask(object, { method: "POST", token: await token(), headers, body: "kept" })).status, 200);
    const commands = (start: RegExp) => {
      const block = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].find(([, text = ""]) => start.test(text));
      return (block?.[1] ?? assert.fail()).replaceAll("supabase_admin", "postgres");
    };
    const must = async (script: string) => {
      const { exitCode, stderr } = await shell(`set -eu\n${script}`);
      assert.equal(exitCode, 0, stderr);
    };
    const refreshed = async () => succeeded(await dev.project.up({ args: ["--refresh"] }));
    await must(commands(/^docker stop/));
    dev.set(["volumes", "database"], "db-postgres-data-18");
    dev.set(["moved"], ["database"]);
    await dev.up();
    await refreshed();
    await must("docker stop db-storage");
    const connection = `DATABASE="host=127.0.0.1 port=${dev.ports.database} user=postgres dbname=postgres"`;
    await must(
      commands(/^DATABASE=/)
        .replace(/^DATABASE=.*$/m, connection)
        .replace("FILE", "storage.dump"),
    );
    await refreshed();
    assert.equal(await (await dev.ask(object, { token: await token() })).text(), "kept");
    assert.deepEqual(await recorded(), { id: 3, name: "objects-by-owner" });
  });

  it("says which image is not there", async () => {
    const { exitCode, stderr } = await check("--image example/storage-api:9");
    assert.equal(exitCode, 1);
    assert.match(stderr, /The image example\/storage-api:9 was not pulled: .+$/);
  });
});
