import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TestCluster, testToken } from "../../cluster/testing-cluster";
import { echo, TestDatabase } from "./testing-database";
import { freePort, runRelays } from "./testing-relay";

const project = path.join(__dirname, "../..");

describe("ops tunnel", function () {
  this.timeout(30_000);
  let cluster: TestCluster;
  let relays: ReturnType<typeof runRelays>;
  let database: TestDatabase;
  let root: string;
  let port: number;

  beforeEach(async () => {
    cluster = await TestCluster.start();
    relays = runRelays(cluster);
    database = await TestDatabase.start();
    port = await freePort();
    root = mkdtempSync(path.join(tmpdir(), "tunnel-"));
    writeFileSync(path.join(root, "kubeconfig"), cluster.kubeconfig);
    stackFile({});
  });
  afterEach(() => {
    relays.stop();
    cluster.stop();
    database.stop();
    rmSync(root, { recursive: true, force: true });
  });

  // The kubelet's stand-in tells a relay another one, since the name means nothing here.
  const target = () => ({ host: "db.databases.svc", port: database.port });
  function stackFile(change: object): void {
    const config = {
      "alfred-storage:platform": "kubernetes",
      "alfred-storage:kubernetes": { context: "other", namespace: "platform" },
      "alfred-storage:database": { ...target(), tls: "require", reach: "tunnel", tunnel: { port }, ...change },
      "alfred-storage:service": { backend: "s3", s3: { bucket: "objects", region: "us-west-2" } },
    };
    writeFileSync(path.join(root, "Pulumi.test.yaml"), JSON.stringify({ config }));
  }
  /** Straight to a pod, which needs no process of a relay. */
  const toPods = () => {
    cluster.ready("db-0", { app: "db" }, database.port, database.port);
    stackFile({ tunnel: { port, pods: { app: "db" } } });
  };

  function start(...args: string[]) {
    const script = `require("./typescript.cjs"); const { tunnel } = require("./ops/tunnel/command.ts");
      const times = { ready: 5000, poll: 20, heartbeat: 100, patience: 1000 };
      tunnel(process.argv.slice(2), { root: process.argv[1], times }).then((status) => { process.exitCode = status; });`;
    const { PATH } = process.env;
    const child = spawn(process.execPath, ["-e", script, "--", root, "--stack", "test", ...args], {
      cwd: project,
      env: { PATH, HOME: root, KUBECONFIG: path.join(root, "kubeconfig") },
      detached: true, // without a terminal, which would pass signals on itself
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (text += part.toString()));
    const ended = once(child, "close").then(([status]) => {
      assert.ok(!text.includes(testToken));
      return { status: status as number | null, text: text.trim() };
    });
    const says = async (pattern: RegExp) => {
      while (!pattern.test(text)) {
        assert.equal(child.exitCode, null, text);
        await sleep(20);
      }
    };
    return { child, ended, says };
  }
  const run = (...args: string[]) => start(...args).ended;
  /** The arguments that run a program of Node with the tunnel around it. */
  const node = (program: string) => ["--", process.execPath, "-e", program];

  it("runs a command with the database on its port, and exits with its status", async () => {
    toPods();
    const program = `const socket = require("node:net").connect(${port}, "127.0.0.1", () => socket.write("hello"));
      socket.once("data", (said) => { console.log("back: " + said + " " + process.argv[1]); process.exit(3); });`;
    assert.deepEqual(await run(...node(program), "--", "--stack"), {
      status: 3,
      text:
        `Tunnel: 127.0.0.1:${port} leads to port ${database.port} of the pods with the label app: db in namespace ` +
        `platform.\nback: hello --stack`,
    });
    await assert.rejects(echo(port, "hello"), { code: "ECONNREFUSED" });
  });

  it("passes signals on and waits for what the command makes of them", async () => {
    toPods();
    for (const [signal, status] of [
      ["SIGINT", 5],
      ["SIGTERM", 6],
    ] as const) {
      const program = `process.once("${signal}", () => setTimeout(() => process.exit(${status}), 300));
        setInterval(() => {}, 1000); console.log("begun");`;
      const { child, ended, says } = start(...node(program));
      await says(/begun/);
      child.kill(signal);
      assert.equal((await ended).status, status);
    }
  });

  it("says where the command is missing, like a shell", async () => {
    toPods();
    const { status, text } = await run("--", "no-such-command");
    assert.deepEqual([status, text.split("\n").pop()], [127, 'There is no command "no-such-command" here.']);
  });

  it("stays open without a command, and says how to connect", async () => {
    toPods();
    const { child, ended, says } = start();
    await says(/Ctrl\+C/);
    assert.equal(await echo(port, "hello"), "hello");
    child.kill("SIGINT");
    child.kill("SIGINT");
    assert.deepEqual(await ended, {
      status: 0,
      text:
        `127.0.0.1:${port} leads to port ${database.port} of the pods with the label app: db in namespace platform.\n` +
        `Connect with: psql "host=127.0.0.1 port=${port} user=postgres dbname=postgres"\nCtrl+C closes it.`,
    });
  });

  it("deletes its pod when it is interrupted while it waits", async () => {
    cluster.onCreated = () => undefined;
    const { child, ended } = start(...node(""));
    while (!cluster.requests.includes("get pods")) await sleep(20);
    const [pod] = cluster.pods.values();
    assert.equal(pod?.metadata.labels?.["alfred-storage.stack"], "test");
    child.kill("SIGINT");
    assert.deepEqual(await ended, { status: 130, text: "Interrupted. The tunnel is closed." });
    assert.deepEqual([...cluster.pods.keys()], []);
  });

  it("leaves a relay behind when it is killed, which ends itself", async () => {
    const { onCreated } = cluster;
    cluster.onCreated = (name, pod) => {
      for (const variable of pod.spec?.containers[0]?.env ?? []) {
        if (variable.name === "RELAY_TARGET_HOST") variable.value = "127.0.0.1";
      }
      onCreated(name, pod);
    };
    const { child, says } = start();
    await says(/Ctrl\+C/);
    const [relay] = relays.processes.values();
    await sleep(1500); // longer than a relay waits for a sign
    assert.equal(relay?.exitCode, null);
    child.kill("SIGKILL");
    assert.deepEqual(await once(relay as object as NodeJS.EventEmitter, "exit"), [0, null]);
    assert.equal(cluster.pods.size, 1);
  });

  it("says which program has its port, before it makes anything", async () => {
    stackFile({ tunnel: { port: database.port } });
    const { status, text } = await run();
    assert.equal(status, 1);
    const by = process.platform === "linux" ? `node \\(process ${process.pid}\\)` : "another program, .*";
    assert.match(
      text,
      new RegExp(
        `^The port 127\\.0\\.0\\.1:${database.port} is taken by ${by}\\. End it, or set database\\.tunnel\\.port in the ` +
          `stack file to another\\.$`,
      ),
    );
    assert.deepEqual(cluster.requests, []);
  });

  it("runs a command as it is where the stack needs no tunnel and that is fine", async () => {
    stackFile({ reach: "direct", tunnel: undefined });
    const ran = await start("--if-needed", "--", "sh", "-c", "echo fine; exit 7").ended;
    assert.deepEqual(ran, { status: 7, text: "fine" });
    const refused = await start("--", "true").ended;
    assert.equal(refused.status, 1);
    assert.match(refused.text, /reaches its database directly/);
  });

  it("says where there is no stack file, or an option is wrong, and explains itself", async () => {
    rmSync(path.join(root, "Pulumi.test.yaml"));
    assert.deepEqual(await run(), { status: 1, text: "There is no stack file Pulumi.test.yaml." });
    const { status, text } = await run("--for", "1s");
    assert.equal(status, 2);
    assert.match(text, /^--for is a time from 5m to 24h, not 1s\.\n\nOpens a port on 127\.0\.0\.1/);
    assert.match((await run("--help")).text, /^Opens a port on 127\.0\.0\.1 that leads to the stack's database/);
  });
});
