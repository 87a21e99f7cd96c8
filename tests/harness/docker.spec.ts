import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { describeWithDocker, startDocker, type DockerEngine } from "./docker";
import { run, start as startProcess } from "./run";

describeWithDocker("a scratch Docker Engine", function () {
  this.timeout(60_000);
  const engines: DockerEngine[] = [];
  const start = async () => {
    const engine = await startDocker();
    engines.push(engine);
    return engine;
  };
  after(async () => {
    for (const engine of engines) await engine.stop();
  });

  const folderOf = (engine: DockerEngine) => path.dirname(engine.host.replace("unix://", ""));

  /** What this machine has of an engine; others run here, too, and come and go. */
  const traces = (pool: string, folder: string) => ({
    mounts: readFileSync("/proc/mounts", "utf8").includes(folder),
    addresses: spawnSync("ip", ["-4", "-o", "address", "show", "to", pool]).stdout.length > 0,
    rules: spawnSync("iptables", ["-S", "FORWARD"], { encoding: "utf8" }).stdout.includes(pool),
    processes: spawnSync("pgrep", ["-f", folder]).stdout.length > 0,
    folder: existsSync(folder),
  });

  it("leaves nothing behind, also where containers and networks are left", async () => {
    const engine = await start();
    await engine.image("postgrest", "example/postgrest:1");
    const network = await engine.must(["network", "create", "one"]);
    const subnet = await engine.must(["network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", network]);
    const pool = subnet.replace(/\.0\.0\/24$/, ".0.0/16");
    await engine.must(["run", "--detach", "--network", "one", "example/postgrest:1", "sleep", "1000"]);
    const folder = folderOf(engine);
    const all = { mounts: true, addresses: true, rules: true, processes: true, folder: true };
    assert.deepEqual(traces(pool, folder), all);
    await engine.stop();
    await engine.stop();
    assert.deepEqual(traces(pool, folder), {
      mounts: false,
      addresses: false,
      rules: false,
      processes: false,
      folder: false,
    });
    assert.notEqual((await engine.run(["ps"])).exitCode, 0);
  });

  it("runs beside another; containers reach each other in their network and no further", async () => {
    const [first, second] = await Promise.all([start(), start()]);
    await first.stop(); // what it removes is not the second's
    await second.image("storage", "example/storage:1");
    for (const name of ["one", "two"]) {
      await second.must(["network", "create", name]);
      const serve = ["nc", "-ll", "-p", "80", "-e", "echo", "hello"];
      await second.must([
        "run",
        "--detach",
        "--init",
        "--name",
        `on-${name}`,
        "--network",
        name,
        "example/storage:1",
        ...serve,
      ]);
    }
    const { IPAddress: other = "" } = (await second.inspect("on-two")).NetworkSettings.Networks["two"] ?? {};
    const ask = (host: string) =>
      second.run(["run", "--rm", "--network", "one", "example/storage:1", "nc", "-w", "2", host, "80"]);
    assert.equal((await ask("on-one")).stdout.trim(), "hello");
    assert.notEqual((await ask("on-two")).exitCode, 0); // the name
    assert.notEqual((await ask(other)).exitCode, 0); // the address
    await second.stop();
  });

  it("is said to be missing in one line where it is, and fails in CI", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "alfred-docker-missing-"));
    try {
      const suite = path.join(folder, "suite.js");
      const harness = JSON.stringify(path.join(__dirname, "docker.ts"));
      writeFileSync(suite, `require(${harness}).describeWithDocker("a suite", () => { it("runs", () => {}); });`);
      const mocha = async (environment: NodeJS.ProcessEnv) => {
        const args = [require.resolve("mocha/bin/mocha.js"), suite];
        const env = { PATH: folder, HOME: folder, ...environment };
        const { exitCode, stdout } = await run(process.execPath, args, { env, cwd: path.join(__dirname, "../..") });
        return { exitCode, stdout };
      };
      const local = await mocha({});
      assert.match(local.stdout, /^not run: a suite: not on this machine: docker, dockerd, .* \(apt-get install /m);
      assert.match(local.stdout, /0 passing/);
      const inCi = await mocha({ CI: "true" });
      assert.match(inCi.stdout, /1 failing/);
      assert.equal(inCi.exitCode, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("ends with the process that started it, also by an interruption", async () => {
    const program = `
      require(${JSON.stringify(path.join(__dirname, "../../typescript.cjs"))});
      require(${JSON.stringify(path.join(__dirname, "docker.ts"))}).startDocker().then(({ host }) => {
        console.log(host);
        setInterval(() => undefined, 1000);
      });`;
    const { child, finished } = startProcess(process.execPath, ["-e", program], {
      onOutput: () => child.kill("SIGINT"),
    });
    const { exitCode, stdout } = await finished;
    assert.equal(exitCode, 130);
    const folder = path.dirname(stdout.trim().replace("unix://", ""));
    assert.match(folder, /alfred-docker-/);
    assert.ok(!existsSync(folder));
    assert.equal(spawnSync("pgrep", ["-f", folder]).stdout.length, 0);
  });
});
