import assert from "node:assert/strict";
import { imageProgram, planFile } from "../../components/backup-schedule/folders";
import { describeWithDocker } from "../harness/docker";
import { run } from "../harness/run";
import { DockerEnvironment } from "./docker-environment";

const scopes = ["storage", "database", "redis", "vector", "metrics", "dashboard"];
const bucket = "agent-documents";
const object = `/object/${bucket}/kept.txt`;

describeWithDocker("recovery points of the dev stack on a real Docker Engine", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  let set: string;
  before(async () => {
    dev = await DockerEnvironment.start();
    await dev.up();
    const headers = { "content-type": "text/plain" };
    assert.equal((await ask({ method: "POST", headers, body: "kept" })).status, 200);
  });
  after(() => dev.end());

  const ask = async (asked: Parameters<DockerEnvironment["ask"]>[1] = {}) =>
    dev.ask(object, { token: await dev.output("serviceRoleKey"), ...asked });
  /** Without how far it was meanwhile. */
  const ops = async (words: string, own: Readonly<Record<string, string>> = {}) => {
    const { folder, env } = dev.project;
    const command = ["ops/run.cjs", "ops", ...words.split(" "), "--stack", "dev"];
    const { exitCode, stdout, stderr } = await run(process.execPath, command, { cwd: folder, env: { ...env, ...own } });
    const said = stderr.split("\n").filter((line) => line !== "" && !line.endsWith(" …"));
    return { exitCode, stdout: stdout.trim(), stderr: said.join("\n") };
  };
  const json = async (words: string) => {
    const { exitCode, stdout, stderr } = await ops(`${words} --json`);
    assert.equal(stderr, "");
    return [exitCode, JSON.parse(stdout) as unknown] as const;
  };
  const containers = async () => (await dev.docker.must(["ps", "--all", "--format", "{{.Names}}"])).split("\n").sort();

  it("are made of each scope by the container that makes them in its time, too", async () => {
    const { exitCode, stdout, stderr } = await ops("backup now");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    const lines = stdout.split("\n").map((line) => line.replace(/\d{8}T\d{6}Z/, "SET"));
    const expected = scopes.map((scope) => `${scope} SET: complete`);
    assert.deepEqual(lines, [`${expected[0] ?? ""}, 1 objects`, ...expected.slice(1)]);
  });

  it("are listed, are what was stored, and are restored on trial", async () => {
    const [status, listed] = await json("backup list");
    const named = listed as { scope: string; set: string; state: string }[];
    assert.equal(status, 0);
    assert.deepEqual(named.map(({ scope }) => scope).sort(), [...scopes].sort());
    set = named.find(({ scope }) => scope === "storage")?.set ?? assert.fail();
    const [verified, results] = await json("backup verify --read-data");
    assert.deepEqual([verified, (results as { problems: string[] }[]).flatMap(({ problems }) => problems)], [0, []]);
    assert.deepEqual(await json("backup drill"), [0, { scope: "storage", set, problems: [] }]);
  });

  it("have a container whose health says that they are made in time", async () => {
    const health = ["exec", "db-backup", "node", imageProgram, "health", "--plan", planFile];
    assert.equal(await dev.docker.must(health), "The schedule is kept.");
  });

  it("are looked at before a restore, while the service runs, with what would go", async () => {
    const { exitCode, stdout, stderr } = await ops("backup restore --latest --replace --dry-run");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(stdout, /^There are objects already: 1 rows in the database, and blobs\. They would go, after/m);
    assert.match(stdout, new RegExp(`^storage ${set} would be restored: 1 objects\\.$`, "m"));
    assert.deepEqual(await containers(), ["db-api", "db-backup", "db-postgres", "db-storage"]);
  });

  it("are not restored while the service runs, nor over what is there", async () => {
    const password = { PGPASSWORD: (await dev.generated("administrator"))[0] ?? "" };
    assert.deepEqual(await ops("backup restore --latest", password), {
      ...{ exitCode: 1, stdout: "", stderr: "db-storage would write meanwhile. First: docker stop db-storage" },
    });
    await dev.docker.must(["stop", "db-storage"]);
    const { exitCode, stderr } = await ops("backup restore --latest", password);
    assert.equal(exitCode, 1);
    assert.match(stderr, /^There are objects already: 1 rows in the database, and blobs\. With --replace they go/m);
    await dev.docker.must(["start", "db-storage"]);
    await dev.docker.healthy("db-storage");
  });

  it("bring back an object that somebody removed, with its content and type, by one command", async () => {
    const removal = { method: "DELETE", headers: { "content-type": "application/json" } };
    const token = await dev.output("serviceRoleKey");
    const removed = await dev.ask(`/object/${bucket}`, {
      ...removal,
      token,
      body: JSON.stringify({ prefixes: ["kept.txt"] }),
    });
    assert.equal(removed.status, 200);
    assert.notEqual((await ask()).status, 200);
    await dev.docker.must(["stop", "db-storage"]);
    const password = { PGPASSWORD: (await dev.generated("administrator"))[0] ?? "" };
    const { exitCode, stdout, stderr } = await ops(`backup restore --set ${set} --replace`, password);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, new RegExp(`^storage ${set} is restored: 1 objects\\.$`, "m"));
    await dev.docker.must(["start", "db-storage"]);
    await dev.docker.healthy("db-storage");
    const answer = await ask();
    assert.deepEqual(
      [answer.status, answer.headers.get("content-type"), await answer.text()],
      [200, "text/plain", "kept"],
    );
    assert.deepEqual(await containers(), ["db-api", "db-backup", "db-postgres", "db-storage"]);
    assert.equal((await dev.docker.inspect("db-backup")).State.Running, true);
  });

  it("leave nothing that does not belong together", async () => {
    assert.deepEqual(await ops("orphans"), {
      ...{ exitCode: 0, stdout: "1 rows and 1 blobs were compared.\nAll belongs together.", stderr: "" },
    });
    const { exitCode, stderr } = await ops("repair-attributes");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.deepEqual(await containers(), ["db-api", "db-backup", "db-postgres", "db-storage"]);
  });
});
