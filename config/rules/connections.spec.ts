import assert from "node:assert/strict";
import fc from "fast-check";
import { dockerConfig, fileConfig, goodBackup, goodConfig, goodDatabase, goodService, judges } from "../fixture";
import { connectionsNeeded, largestPool, type Load } from "./connections";

const recovery = { bucket: "recovery", region: "us-west-2", accessKeyId: "id-of-it", secretAccessKey: "secret" };
const beside = "15 of PostgREST, 1 for migrations, 1 for the exporter, 3 reserved for superusers";

describe("the rule of connections", () => {
  judges(goodConfig, [
    ["as many connections as may be needed", goodDatabase({ maxConnections: 97 }), ""],
    [
      "one connection less",
      goodDatabase({ maxConnections: 96 }),
      `error: FILE: alfred-storage:database.maxConnections (96) is less than the 97 connections that may be open at once: 7 replicas (1 of them in a rollout) × 11 (10 in the pool and 1 that listens), and ${beside}.
  Lower service.databaseConnections to 9, lower service.autoscaling.maxReplicas, set database.poolHost to a transaction pool, or raise it together with the server's own max_connections.`,
    ],
    [
      "the queue, with the connections that a server takes by default",
      goodService({ queue: true }),
      `error: FILE: alfred-storage:database.maxConnections is 100 by default, less than the 125 connections that may be open at once: 7 replicas (1 of them in a rollout) × 15 (10 in the pool, 1 that listens and 4 of the queue), and ${beside}.
  Lower service.databaseConnections to 6, lower service.autoscaling.maxReplicas, turn service.queue off, set database.poolHost to a transaction pool, or raise it together with the server's own max_connections.`,
    ],
    [
      "more replicas than any pool is small enough for",
      goodService({ replicas: 60, autoscaling: false }),
      `error: FILE: alfred-storage:database.maxConnections is 100 by default, less than the 691 connections that may be open at once: 61 replicas (1 of them in a rollout) × 11 (10 in the pool and 1 that listens), and ${beside}.
  Lower service.replicas, set database.poolHost to a transaction pool, or raise it together with the server's own max_connections.`,
    ],
    [
      "many replicas behind a pool",
      { ...goodDatabase({ poolHost: "10.0.0.8" }), ...goodService({ replicas: 60, autoscaling: false }) },
      "",
    ],
    [
      "too many replicas behind a pool",
      { ...goodDatabase({ poolHost: "10.0.0.8" }), ...goodService({ replicas: 20, autoscaling: false, queue: true }) },
      `error: FILE: alfred-storage:database.maxConnections is 100 by default, less than the 125 connections that may be open at once: 21 replicas (1 of them in a rollout) × 5 (1 that listens and 4 of the queue), and ${beside}.
  Lower service.replicas, turn service.queue off, or raise it together with the server's own max_connections.`,
    ],
    [
      "recovery points beside it",
      { ...goodDatabase({ maxConnections: 99 }), ...goodBackup({ to: { s3: recovery } }) },
      `error: FILE: alfred-storage:database.maxConnections (99) is less than the 100 connections that may be open at once: 7 replicas (1 of them in a rollout) × 11 (10 in the pool and 1 that listens), and 15 of PostgREST, 1 for migrations, 1 for the exporter, 3 for backups, 3 reserved for superusers.
  Lower service.databaseConnections to 9, lower service.autoscaling.maxReplicas, set database.poolHost to a transaction pool, or raise it together with the server's own max_connections.`,
    ],
    ["just enough with recovery points", goodBackup({ to: { s3: recovery } }), ""],
    [
      "a number of connections that is none",
      goodDatabase({ maxConnections: "many" }),
      "error: FILE: alfred-storage:database.maxConnections (many) is not a number of connections; a whole number from 1 is allowed.",
    ],
    [
      "a number of replicas that could not be read",
      { ...goodDatabase({ maxConnections: 20 }), ...goodService({ replicas: 1, autoscaling: { maxReplicas: "one" } }) },
      "error: FILE: alfred-storage:service.autoscaling.maxReplicas (one) is not a number of replicas; a whole number from 1 is allowed.",
    ],
  ]);
  judges(fileConfig, [
    ["one replica that ends before the next begins", goodDatabase({ maxConnections: 31 }), ""],
    [
      "one replica with fewer connections",
      goodDatabase({ maxConnections: 30 }),
      `error: FILE: alfred-storage:database.maxConnections (30) is less than the 31 connections that may be open at once: 1 replica × 11 (10 in the pool and 1 that listens), and ${beside}.
  Lower service.databaseConnections to 9, set database.poolHost to a transaction pool, or raise it together with the server's own max_connections.`,
    ],
  ]);
  judges(dockerConfig, [["the pool of an own server", { service: { databaseConnections: 200, queue: true } }, ""]]);

  const load = fc.record({
    replicas: fc.integer({ min: 1, max: 1000 }),
    surge: fc.integer({ min: 0, max: 1 }),
    pool: fc.integer({ min: 0, max: 1000 }),
    queue: fc.boolean(),
    api: fc.constantFrom(0, 15),
    backups: fc.constantFrom(0, 3),
  });

  it("counts every connection once", () => {
    fc.assert(
      fc.property(load, (each: Load) => {
        const open = ["migrations", "exporter", "superuser", "superuser", "superuser"];
        for (let connection = 0; connection < each.api; connection++) open.push("api");
        for (let connection = 0; connection < each.backups; connection++) open.push("backups");
        for (let replica = 0; replica < each.replicas + each.surge; replica++) {
          for (let connection = 0; connection < each.pool; connection++) open.push("pool");
          open.push("listener");
          if (each.queue) open.push("queue", "queue", "queue", "queue");
        }
        assert.equal(connectionsNeeded(each), open.length);
      }),
      { numRuns: 20 },
    );
  });

  it("finds the largest pool: it fits, and one connection more does not", () => {
    fc.assert(
      fc.property(load, fc.integer({ min: 1, max: 100_000 }), (each: Load, connections) => {
        const pool = largestPool(each, connections);
        assert.ok(connectionsNeeded({ ...each, pool }) <= connections);
        assert.ok(connectionsNeeded({ ...each, pool: pool + 1 }) > connections);
      }),
    );
  });
});
