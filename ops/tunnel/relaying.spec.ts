import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { openTunnel, type Tunnel } from "./open-tunnel";
import { relayLabels } from "./relay-pod";
import { namespace, TestCluster, type TestPod } from "../../cluster/testing-cluster";
import { echo, TestDatabase } from "./testing-database";
import { freePort, runRelays } from "./testing-relay";
import type { Times } from "./way";

const times: Times = { ready: 3_000, poll: 20, heartbeat: 100, patience: 5_000 };

describe("a tunnel through a relay pod", function () {
  this.timeout(30_000);
  let cluster: TestCluster;
  let relays: ReturnType<typeof runRelays>;
  let database: TestDatabase;
  let tunnel: Tunnel | undefined;
  let said: string[];

  beforeEach(async () => {
    cluster = await TestCluster.start();
    relays = runRelays(cluster);
    database = await TestDatabase.start();
    said = [];
  });
  afterEach(async () => {
    await tunnel?.close();
    tunnel = undefined;
    relays.stop();
    cluster.stop();
    database.stop();
  });

  const open = async (target = { host: "127.0.0.1", port: database.port }, ready = times.ready) => {
    tunnel = await openTunnel(await cluster.config(), {
      tunnel: { port: await freePort(), namespace, target },
      relay: { image: "storage:v1", labels: { team: "data" }, pullSecrets: [], deadline: 60 },
      listener: { say: (text) => said.push(text), progress: (text) => said.push(`… ${text}`) },
      signal: new AbortController().signal,
      times: { ...times, ready },
    });
    return tunnel.port;
  };
  const refusal = async (...args: Parameters<typeof open>) => {
    try {
      await open(...args);
    } catch (error) {
      return (error as Error).message.replaceAll(/storage-relay-\w+/g, "RELAY");
    }
    return "none";
  };
  const names = () => [...cluster.pods.keys()];
  /** Pods that never get beyond this status. */
  const stuck = (status: TestPod["status"]) => {
    cluster.onCreated = (name, pod) => cluster.pods.set(name, { ...pod, status });
  };

  it("carries bytes both ways, and deletes its pod in the end", async () => {
    const port = await open();
    const [pod] = cluster.pods.values();
    assert.deepEqual(pod?.metadata.labels, { team: "data", "app.kubernetes.io/name": relayLabels.app, ...relayLabels });
    await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        const sent = randomBytes(number * 500_000);
        const socket = connect({ host: "127.0.0.1", port });
        socket.write(sent);
        const received = createHash("sha256");
        let length = 0;
        for await (const chunk of socket) {
          received.update(chunk as Buffer);
          length += (chunk as Buffer).length;
          if (length >= sent.length) break;
        }
        assert.equal(received.digest("hex"), createHash("sha256").update(sent).digest("hex"));
      }),
    );
    await tunnel?.close();
    assert.deepEqual(names(), []);
    assert.deepEqual(
      said.filter((text) => !text.startsWith("…")),
      [],
    );
  });

  it("keeps the relay when the way to it was lost for a moment", async () => {
    const port = await open();
    const before = names();
    cluster.portForward.drop();
    assert.equal(await echo(port, "hello"), "hello");
    await sleep(300);
    assert.equal(await echo(port, "again"), "again");
    assert.deepEqual(names(), before);
  });

  it("takes another relay when one has ended, one for all connections, and deletes what is left", async () => {
    const port = await open();
    const [first = ""] = names();
    relays.processes.get(first)?.kill("SIGKILL");
    await sleep(200);
    assert.deepEqual(await Promise.all(["a", "b", "c"].map((text) => echo(port, text))), ["a", "b", "c"]);
    assert.equal(names().length, 1);
    assert.notEqual(names()[0], first);
    assert.deepEqual(
      said.filter((text) => !text.startsWith("…")),
      [
        `The relay pod ${first} is gone; another one takes its place.`,
        `Deleted what was left of earlier tunnels: ${first}.`,
      ],
    );
  });

  it("makes no other relay any more when it is closed, though a client asks for one", async () => {
    const port = await open();
    const [first = ""] = names();
    stuck({ phase: "Pending" });
    cluster.pods.delete(first);
    cluster.onDeleted(first);
    await sleep(200);
    const asking = assert.rejects(echo(port, "hello"));
    while (names().length === 0) await sleep(10);
    await tunnel?.close();
    await asking;
    await sleep(100);
    assert.deepEqual(names(), []);
    assert.deepEqual(said.filter((text) => !text.startsWith("…")).slice(1), []);
  });

  it("takes another relay when somebody deleted one", async () => {
    const port = await open();
    const [first = ""] = names();
    cluster.pods.delete(first);
    cluster.onDeleted(first);
    await sleep(200);
    assert.equal(await echo(port, "hello"), "hello");
    assert.notEqual(names()[0], first);
  });

  it("deletes at its start what earlier ones left, and nothing else", async () => {
    const pod = (name: string, phase: string, labels: Record<string, string>) =>
      cluster.pods.set(name, { metadata: { name, labels }, status: { phase } });
    pod("storage-relay-old", "Succeeded", relayLabels);
    pod("storage-relay-of-somebody", "Running", relayLabels);
    pod("another", "Failed", { app: "other" });
    await open();
    assert.equal(said[0], "Deleted what was left of earlier tunnels: storage-relay-old.");
    assert.deepEqual(names().slice(0, 2), ["storage-relay-of-somebody", "another"]);
  });

  it("says why the database was not reached from the cluster", async () => {
    assert.equal(
      await refusal({ host: "127.0.0.1", port: await freePort() }).then((text) => text.replace(/:\d+/, ":PORT")),
      "The database was not reached: nothing listens on 127.0.0.1:PORT in the cluster; start the database, or correct " +
        "database.host and database.port.",
    );
    assert.match(
      await refusal({ host: "db.invalid", port: 5432 }),
      /^The database was not reached: (the cluster does not know the host name|the relay pod could not look up) db\.invalid/,
    );
    assert.deepEqual(names(), []);
  });

  it("gives up on a pod that will never be ready, with the reason and its events, and deletes it", async () => {
    cluster.events.push(
      { metadata: {}, type: "Normal", reason: "Pulling", message: 'Pulling image "storage:v1"', involvedObject: {} },
      { metadata: {}, type: "Warning", reason: "Failed", message: "Error: not found", count: 2, involvedObject: {} },
    );
    const waiting = { reason: "ImagePullBackOff", message: 'Back-off pulling image "storage:v1"' };
    stuck({ phase: "Pending", containerStatuses: [{ name: "relay", state: { waiting } }] });
    assert.equal(
      await refusal(),
      [
        "The relay pod RELAY in namespace platform will not be ready: pending, its image cannot be pulled, " +
          'ImagePullBackOff: Back-off pulling image "storage:v1".',
        "Its events:",
        '  Normal Pulling: Pulling image "storage:v1"',
        "  Warning Failed: Error: not found (2 times)",
      ].join("\n"),
    );
    assert.deepEqual(names(), []);
  });

  it("gives up on a pod that was not ready in time, also where its events may not be read", async () => {
    stuck({ phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message: "0/3 nodes fit." }] });
    cluster.refused = (request) =>
      request === "list events"
        ? { code: 403, message: 'events is forbidden: User "ci" cannot list resource "events" in API group ""' }
        : undefined;
    assert.equal(
      await refusal(undefined, 400),
      [
        "The relay pod RELAY in namespace platform was not ready within 1 s: pending, cannot be scheduled: 0/3 nodes fit.",
        "Its events:",
        '  The user of context "test" may not list events in namespace platform (403). docs/tunnel.md has the Role that ' +
          'allows it. The API server said: events is forbidden: User "ci" cannot list resource "events" in API group "".',
      ].join("\n"),
    );
    assert.ok(said.some((text) => /^… relay pod .*: pending, cannot be scheduled: 0\/3 nodes fit/.test(text)));
    assert.deepEqual(names(), []);
  });

  it("says where a pod may not be made, or is not admitted", async () => {
    const answers: [number, string, RegExp][] = [
      [
        403,
        'pods is forbidden: User "ci" cannot create resource "pods" in API group ""',
        /may not create pods in namespace platform \(403\)/,
      ],
      [
        403,
        'pods "storage-relay-1" is forbidden: exceeded quota: small, requested: pods=1',
        /^The cluster refuses the pod in namespace platform: pods "RELAY" is forbidden: exceeded quota: small, requested: pods=1\.$/,
      ],
      [500, "etcd is away", /did not create pods \(500\): etcd is away\. Try again in a moment\.$/],
    ];
    for (const [code, message, expected] of answers) {
      cluster.refused = (request) => (request === "create pods" ? { code, message } : undefined);
      assert.match(await refusal(), expected);
    }
    assert.deepEqual(names(), []);
  });
});
