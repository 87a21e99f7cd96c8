import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { relayScript } from "./relay-pod";
import { echo, TestDatabase } from "./testing-database";
import { freePort } from "./testing-relay";

describe("the script of the relay pod", function () {
  this.timeout(20_000);
  let database: TestDatabase;
  let relay: ChildProcess;
  let data: number;
  let control: number;

  before(async () => {
    database = await TestDatabase.start();
  });
  after(() => {
    database.stop();
  });
  afterEach(() => {
    relay.kill("SIGKILL");
  });

  async function start(host = "127.0.0.1", port = database.port, patience = 30): Promise<Socket> {
    [data, control] = [await freePort(), await freePort()];
    relay = spawn(process.execPath, ["-e", relayScript()], {
      env: {
        RELAY_TARGET_HOST: host,
        RELAY_TARGET_PORT: String(port),
        RELAY_PORT: String(data),
        RELAY_CONTROL_PORT: String(control),
        RELAY_PATIENCE_SECONDS: String(patience),
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for (;;) {
      const socket = connect({ host: "127.0.0.1", port: control });
      try {
        await once(socket, "connect");
        assert.equal(String((await once(socket, "data"))[0]), "ready\n");
        return socket;
      } catch {
        await sleep(50);
      }
    }
  }
  const ended = async () => ((await once(relay, "exit")) as [number | null])[0];

  it("carries bytes both ways, in order", async () => {
    await start();
    const sent = randomBytes(4 * 2 ** 20);
    const socket = connect({ host: "127.0.0.1", port: data });
    socket.end(sent);
    const received = createHash("sha256");
    for await (const chunk of socket) received.update(chunk as Buffer);
    assert.equal(received.digest("hex"), createHash("sha256").update(sent).digest("hex"));
  });

  it("ends a client's connection with the server's", async () => {
    await start();
    const socket = connect({ host: "127.0.0.1", port: data });
    socket.write("hello");
    await once(socket, "data");
    for (const server of database.sockets) server.destroy();
    await once(socket, "close");
    assert.equal(await echo(data, "again"), "again");
  });

  it("says over the control connection why a server was not reached, and goes on", async () => {
    const nothing = await freePort();
    const socket = await start("127.0.0.1", nothing);
    const client = connect({ host: "127.0.0.1", port: data });
    assert.equal(String((await once(socket, "data"))[0]), "failed ECONNREFUSED\n");
    await once(client, "close");
    assert.equal(relay.exitCode, null);
  });

  it("ends itself when nobody has sent a sign for a while", async () => {
    const begin = Date.now();
    const socket = await start("127.0.0.1", database.port, 0.6);
    const signs = setInterval(() => socket.write("."), 100);
    await sleep(1200);
    assert.equal(relay.exitCode, null);
    clearInterval(signs);
    assert.equal(await ended(), 0);
    assert.ok(Date.now() - begin > 1700);
  });

  it("ends itself where nobody ever comes, and at once when it is told to", async () => {
    await start("127.0.0.1", database.port, 0.6).then((socket) => socket.destroy());
    assert.equal(await ended(), 0);
    await start();
    relay.kill("SIGTERM");
    assert.equal(await ended(), 0);
  });

  it("listens on the loopback address only, and has nothing that Kubernetes would replace", () => {
    assert.doesNotMatch(relayScript(), /\$\(|\$\$/);
    assert.equal(relayScript().match(/\.listen\(/g)?.length, 2);
    assert.equal(relayScript().match(/\.listen\(Number\(env\.\w+\), "127\.0\.0\.1"/g)?.length, 2);
    assert.deepEqual(relayScript().match(/require\([^)]*\)/g), ['require("node:net")']);
  });
});
