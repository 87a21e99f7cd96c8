import assert from "node:assert/strict";
import { describeWithDocker } from "../harness/docker";
import { run } from "../harness/run";
import { DockerEnvironment, images } from "./docker-environment";
import { steps } from "./stack-environment";

describeWithDocker("ops volumes copy on a real Docker Engine", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  before(async () => {
    dev = await DockerEnvironment.start();
    await dev.up();
  });
  after(() => dev.end());

  const copy = async (...args: string[]) => {
    const { folder, env } = dev.project;
    const command = ["ops/run.cjs", "ops", "volumes", "copy", "--stack", "dev", "--volume", "storage", ...args];
    const { exitCode, stdout, stderr } = await run(process.execPath, command, { cwd: folder, env });
    return { exitCode, stdout: stdout.trim(), stderr: stderr.trim() };
  };
  const volumes = async () => (await dev.docker.must(["volume", "ls", "--format", "{{.Name}}"])).split("\n");
  const inVolume = (volume: string, script: string) =>
    dev.docker.must(["run", "--rm", "-v", `${volume}:/data`, "--entrypoint", "sh", images.database, "-c", script]);
  const object = "/object/agent-documents/kept.txt";

  it("refuses while a container would write into the volume, with what to do", async () => {
    const headers = { "content-type": "text/plain" };
    const token = await dev.output("serviceRoleKey");
    assert.equal((await dev.ask(object, { method: "POST", token, headers, body: "kept" })).status, 200);
    const { exitCode, stderr } = await copy("--to", "larger");
    assert.equal(exitCode, 1);
    assert.equal(
      stderr,
      "db-storage would write into db-storage-data while it is copied. First: docker stop db-storage",
    );
    assert.ok(!(await volumes()).includes("larger"));
    await dev.docker.must(["stop", "db-storage"]);
  });

  it("copies odd names, links, owners, times and attributes, and says that both are the same", async () => {
    const odd =
      "mkdir -p '/data/odd/a b' && cd /data/odd && echo x > 'a b/ü\n1' && ln -s 'a b' link && chown 1234 'a b'";
    await inVolume("db-storage-data", odd);
    const { exitCode, stdout, stderr } = await copy("--to", "larger");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(
      stdout,
      /^[2-9] files of db-storage-data are in larger, contents, owners, times and attributes alike\./,
    );
    assert.match(stdout, /alfred-storage:volumes:\n {4}storage: larger\n {2}alfred-storage:moved: \[storage\]/);
    const listing = (volume: string) => inVolume(volume, "cd /data && ls -lAn --full-time -R 2> /dev/null || ls -lAnR");
    assert.equal(await listing("larger"), await listing("db-storage-data"));
  });

  it("tells volumes apart in which only an attribute differs", async () => {
    const tar = "/usr/local/bin/tar";
    const sum = (volume: string) => inVolume(volume, `cd /data && ${tar} --create --xattrs --sort=name . | sha256sum`);
    await dev.docker.must(["volume", "create", "without"]);
    const both = ["-v", "larger:/from:ro", "-v", "without:/data", "--entrypoint", "sh", images.database, "-c"];
    const plain = `${tar} --create --no-xattrs -C /from . | ${tar} --extract -p -C /data`;
    await dev.docker.must(["run", "--rm", ...both, plain]);
    assert.notEqual(await sum("without"), await sum("larger"));
  });

  it("refuses a volume that is there, one that is not, and an image without GNU tar", async () => {
    assert.equal(
      (await copy("--to", "larger")).stderr,
      "There is a volume larger already. Name one that is not there yet.",
    );
    const without = await copy("--to", "another", "--image", images.storage);
    assert.match(without.stderr, /^The image example\/storage-api:1 has no GNU tar, which keeps extended attributes\./);
    assert.ok(!(await volumes()).includes("another"));
  });

  it("lets pulumi up switch to the copy, and every object is there with its type", async () => {
    await dev.docker.must(["volume", "rm", "larger"]);
    assert.equal((await copy("--to", "larger", "--write")).exitCode, 0);
    const changed = steps(await dev.up());
    assert.ok(changed.includes("replace docker:index/container:Container db-storage"), changed.join("\n"));
    const answer = await dev.ask(object, { token: await dev.output("serviceRoleKey") });
    assert.deepEqual(
      [answer.status, answer.headers.get("content-type"), await answer.text()],
      [200, "text/plain", "kept"],
    );
    assert.ok((await volumes()).includes("db-storage-data"));
    dev.unset(["moved"]);
    await dev.up();
    assert.deepEqual(steps(await dev.up()), []);
  });
});
