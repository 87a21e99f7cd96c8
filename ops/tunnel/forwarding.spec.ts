import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { openTunnel, type Tunnel } from "./open-tunnel";
import { namespace, readyStatus, TestCluster } from "../../cluster/testing-cluster";
import { echo, TestDatabase } from "./testing-database";
import { freePort } from "./testing-relay";
import type { Times } from "./way";

const times: Times = { ready: 1_000, poll: 20, heartbeat: 50, patience: 2_000 };
const labels = { app: "db-postgres" };

describe("a tunnel to PostgreSQL's pods", function () {
  this.timeout(30_000);
  let cluster: TestCluster;
  let database: TestDatabase;
  let tunnel: Tunnel | undefined;
  let said: string[];

  beforeEach(async () => {
    cluster = await TestCluster.start();
    database = await TestDatabase.start();
    cluster.ready("db-0", labels, 5432, database.port);
    said = [];
  });
  afterEach(async () => {
    await tunnel?.close();
    tunnel = undefined;
    cluster.stop();
    database.stop();
  });

  const open = async (change: object = {}, signal = new AbortController().signal) => {
    const target = { host: "db.example.com", port: 5432 };
    tunnel = await openTunnel(await cluster.config(), {
      tunnel: { port: await freePort(), namespace, pods: labels, target, ...change },
      relay: { image: "none", labels: {}, pullSecrets: [], deadline: 60 },
      listener: { say: (text) => said.push(text), progress: (text) => said.push(`… ${text}`) },
      signal,
      times,
    });
    return tunnel.port;
  };
  const refusal = async (change: object = {}) => {
    try {
      await open(change);
    } catch (error) {
      return (error as Error).message;
    }
    return "none";
  };

  it("carries megabytes both ways over many connections at a time, in order", async () => {
    const port = await open();
    const carry = async (size: number, pause: number) => {
      const sent = randomBytes(size);
      const socket = connect({ host: "127.0.0.1", port });
      socket.write(sent);
      const received = createHash("sha256");
      let length = 0;
      for await (const chunk of socket) {
        received.update(chunk as Buffer);
        length += (chunk as Buffer).length;
        if (pause > 0) await sleep(pause); // a reader that is slower than the writer
        if (length >= size) break;
      }
      assert.equal(received.digest("hex"), createHash("sha256").update(sent).digest("hex"));
    };
    const sizes = Array.from({ length: 12 }, (_, index) => (index + 1) * 300_000 + 17);
    await Promise.all([...sizes.map((size) => carry(size, 0)), carry(3_000_000, 1)]);
    assert.equal(cluster.portForward.opened, sizes.length + 2);
    assert.deepEqual(said.slice(1), []);
  });

  it("delivers what the server said before it ended", async () => {
    const port = await open();
    const socket = connect({ host: "127.0.0.1", port });
    socket.write("hello");
    await once(socket, "readable");
    for (const server of database.sockets) server.end(Buffer.alloc(8_000_000, 7));
    await sleep(300); // nobody reads yet
    let length = 0;
    for await (const chunk of socket) length += (chunk as Buffer).length;
    assert.equal(length, 8_000_005);
  });

  it("ends both sides when a client ends or breaks off its own", async () => {
    const port = await open();
    for (const act of ["end", "destroy", "resetAndDestroy"] as const) {
      const socket = connect({ host: "127.0.0.1", port });
      socket.on("error", Boolean);
      socket.write("hello");
      await once(socket, "data");
      assert.equal(database.sockets.size, 1);
      socket[act]();
      while (database.sockets.size + cluster.portForward.sockets.size > 0) await sleep(10);
    }
    assert.deepEqual(said.slice(1), []);
  });

  it("breaks off what was lost on the way, and goes on with the next connection", async () => {
    const port = await open();
    const socket = connect({ host: "127.0.0.1", port });
    socket.write("hello");
    await once(socket, "data");
    cluster.portForward.drop();
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    assert.equal(error.code, "ECONNRESET");
    assert.deepEqual(said.slice(1), [
      "Tunnel: a connection to port 5432 of the pods with the label app: db-postgres in namespace platform ended: the connection was lost.",
    ]);
    assert.equal(await echo(port, "again"), "again");
  });

  it("leaves other connections alone when one is lost", async () => {
    const port = await open();
    const lasting = connect({ host: "127.0.0.1", port });
    lasting.write("one");
    await once(lasting, "data");
    const [stays] = cluster.portForward.sockets;
    const lost = connect({ host: "127.0.0.1", port });
    lost.write("two");
    await once(lost, "data");
    for (const webSocket of cluster.portForward.sockets) if (webSocket !== stays) webSocket.terminate();
    await once(lost, "error");
    lasting.write("still here");
    assert.equal(String((await once(lasting, "data"))[0]), "still here");
    lasting.destroy();
  });

  it("tries again where the API server fails for a moment", async () => {
    const port = await open();
    let failures = 2;
    cluster.refused = (request) =>
      request === "get pods/portforward" && failures-- > 0 ? { code: 503, message: "etcd is away" } : undefined;
    assert.equal(await echo(port, "hello"), "hello");
    assert.equal(failures, -1);
  });

  it("takes another pod when one is replaced, and waits for it", async () => {
    const port = await open();
    assert.equal(await echo(port, "one"), "one");
    cluster.pods.set("db-0", {
      metadata: { name: "db-0", labels, deletionTimestamp: new Date().toISOString() },
      status: readyStatus,
    });
    cluster.pods.set("db-1", { metadata: { name: "db-1", labels }, status: { phase: "Pending" } });
    setTimeout(() => {
      cluster.pods.delete("db-0");
      cluster.ready("db-1", labels, 5432, database.port);
    }, 200);
    assert.equal(await echo(port, "two"), "two");
    assert.ok(
      said.includes("… waiting for a pod with the label app: db-postgres (db-0: being deleted; db-1: pending)"),
    );
  });

  it("says which pod it takes where there are several", async () => {
    cluster.ready("db-1", labels, 5432, database.port);
    await open();
    assert.equal(
      said[0],
      "2 pods have the label app: db-postgres; connections go to db-0. If it is not the primary, add a label to " +
        "database.tunnel.pods that only the primary has.",
    );
  });

  it("says where no pod has the labels, is ready, or the namespace is missing", async () => {
    const correct =
      "Correct database.tunnel.pods or database.tunnel.namespace in the stack file, or see why PostgreSQL does not run.";
    assert.equal(
      await refusal({ pods: { app: "other", tier: "db" } }),
      `There is no pod with the labels app: other, tier: db in namespace platform. ${correct}`,
    );
    assert.match(await refusal({ namespace: "elsewhere" }), /^There is no namespace elsewhere in the cluster\. Set /);
    cluster.pods.set("db-0", {
      metadata: { name: "db-0", labels },
      status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message: "0/3 nodes" }] },
    });
    assert.equal(
      await refusal(),
      `No pod is ready with the label app: db-postgres in namespace platform. ${correct}\n` +
        `  db-0: pending, cannot be scheduled: 0/3 nodes`,
    );
  });

  it("says at once where the database does not answer as one", async () => {
    database.answer = "H";
    assert.match(
      await refusal(),
      /^What answers at port 5432 .* is not PostgreSQL: it began with the byte 72\. Correct/,
    );
    database.answer = "";
    assert.equal(
      await refusal(),
      "The database was not reached: port 5432 of the pods with the label app: db-postgres in namespace platform " +
        "closed the connection without an answer.",
    );
    cluster.ports.clear();
    assert.equal(
      await refusal(),
      "The database was not reached: error forwarding port 5432 to pod x: connection refused.",
    );
  });

  it("names the right that is missing", async () => {
    cluster.refused = (request) => (request === "get pods/portforward" ? { code: 403, message: "" } : undefined);
    assert.equal(
      await refusal(),
      'The user of context "test" may not create and get pods/portforward in namespace ' +
        "platform (403). docs/tunnel.md has the Role that allows it.",
    );
  });

  it("gives up its port, its connections and its wait when it is closed", async () => {
    const port = await open();
    const socket = connect({ host: "127.0.0.1", port });
    socket.write("hello");
    await once(socket, "data");
    await tunnel?.close();
    await once(socket, "close");
    await assert.rejects(echo(port, "hello"), { code: "ECONNREFUSED" });

    cluster.pods.set("db-0", { metadata: { name: "db-0", labels }, status: { phase: "Pending" } });
    await assert.rejects(open({}, AbortSignal.timeout(100)), { name: "AbortError" });
  });
});
