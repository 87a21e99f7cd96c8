import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "pg";
import { type PostgresServer, startPostgres } from "../../tests/harness/postgres";
import { openTunnel, type Tunnel } from "./open-tunnel";
import { namespace, TestCluster } from "../../cluster/testing-cluster";
import { freePort, runRelays } from "./testing-relay";

describe("a tunnel to a real PostgreSQL", function () {
  this.timeout(60_000);
  let server: PostgresServer;
  let cluster: TestCluster;
  let relays: ReturnType<typeof runRelays>;
  let tunnel: Tunnel;
  let pool: Pool;

  before(async () => {
    server = await startPostgres({ version: "18" });
    cluster = await TestCluster.start();
    relays = runRelays(cluster);
    const target = { host: "127.0.0.1", port: server.port };
    tunnel = await openTunnel(await cluster.config(), {
      tunnel: { port: await freePort(), namespace, target },
      relay: { image: "storage:v1", labels: {}, pullSecrets: [], deadline: 60 },
      listener: { say: () => undefined, progress: () => undefined },
      signal: new AbortController().signal,
    });
    const { superuser: user, password } = server;
    pool = new Pool({ host: "127.0.0.1", port: tunnel.port, user, password, database: "postgres", max: 8 });
    pool.on("error", () => undefined); // a connection that is lost while nobody uses it
  });
  after(async () => {
    await pool.end();
    await tunnel.close();
    relays.stop();
    cluster.stop();
    await server.stop();
  });

  it("answers a pool's queries, each with its own result", async () => {
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const results = await Promise.all(
      numbers.map((number) => pool.query("SELECT $1::int AS number, repeat('x', 100000) AS text", [number])),
    );
    assert.deepEqual(
      results.map(({ rows }) =>
        (rows as { number: number; text: string }[]).map((row) => [row.number, row.text.length]),
      ),
      numbers.map((number) => [[number, 100_000]]),
    );
  });

  it("fails queries whose connection is lost, and answers the next ones", async () => {
    const lost = Promise.allSettled([1, 2, 3].map(() => pool.query("SELECT pg_sleep(20)")));
    await sleep(500);
    cluster.portForward.drop();
    assert.deepEqual(
      (await lost).map(({ status }) => status),
      ["rejected", "rejected", "rejected"],
    );
    while (pool.totalCount > 0) await sleep(20); // until those are gone, too, that nobody used
    assert.deepEqual((await pool.query("SELECT 42 AS number")).rows, [{ number: 42 }]);
  });
});
