import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import pg from "pg";
import type { Plan } from "../../ops/recovery/plan";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { planFor } from "./plan-for";
import { scratch, type Scratch } from "./restic-scratch";
import { runJob } from "./run-job";
import { insertRows, makeObjects } from "./service-files";
import { makeStorage, ScratchDatabase } from "./storage-database";

describe("what the jobs answer", function () {
  this.timeout(300_000);
  let server: PostgresServer;
  let database: ScratchDatabase;
  let place: Scratch;
  let plan: Plan;
  let set: string;
  before(async () => {
    server = await startPostgres({ version: "15" });
    database = await ScratchDatabase.create(server, "platform");
    await makeStorage(database.connection);
    place = scratch();
    chmodSync(place.folder, 0o755); // the drill's server runs as another user than root
    const objects = await makeObjects({ folder: place.at("objects"), count: 20, seed: 3 });
    await insertRows(await database.connect(), objects);
    plan = planFor(place, database);
  });
  after(async () => {
    await database.close();
    await server.stop();
    place.remove();
  });

  /** Without how far it was meanwhile, which a job says as often as it takes long. */
  const run = async (args: string) => {
    const { stderr, ...rest } = await runJob(place, plan, args);
    const said = stderr.split("\n").filter((line) => !line.endsWith(" …"));
    return { ...rest, stderr: said.join("\n") };
  };
  /** With its status, and what it says to a program. */
  const answered = async (args: string) => {
    const { status, stdout, stderr } = await run(`${args} --json`);
    return [status, JSON.parse(stdout) as unknown, stderr] as const;
  };

  it("of a recovery point that was made", async () => {
    const [status, made, stderr] = await answered("now --scope storage");
    const { set: name, storage, ...rest } = made as { set: string; storage: { objects: number } };
    set = name;
    assert.deepEqual([status, stderr, storage.objects, rest], [0, "", 20, { scope: "storage", state: "complete" }]);
    assert.match(set, /^\d{8}T\d{6}Z$/);
  });

  it("of one that could not be made, beside the reason in words", async () => {
    const problem = "No volume is called nothing. There is none.";
    const [status, made, stderr] = await answered("now --scope nothing");
    assert.deepEqual([status, made, stderr], [1, { scope: "nothing", problem }, `nothing: ${problem}`]);
  });

  it("of what is stored", async () => {
    assert.deepEqual(await answered("verify"), [0, [{ scope: "storage", set, problems: [] }], ""]);
  });

  it("of a restore on trial", async () => {
    assert.deepEqual(await answered("drill"), [0, { scope: "storage", set, problems: [] }, ""]);
  });

  it("of a clean-up that is only looked at", async () => {
    const kept = [{ scope: "storage", set, because: ["daily", "weekly", "monthly", "newest"] }];
    assert.deepEqual(await answered("prune --dry-run"), [0, { dryRun: true, kept, removed: [], unfinished: [] }, ""]);
  });

  it("of a restore that is only looked at, and what it would refuse", async () => {
    const there = "There are objects already: 20 rows in the database, and blobs";
    assert.deepEqual(await run(`restore --set ${set} --dry-run`), {
      ...{
        status: 1,
        stdout: "",
        stderr: `${there}. With --replace they go, after a recovery point was made of them.`,
      },
    });
    const replacing = `restore --set ${set} --dry-run --replace`;
    assert.deepEqual(await run(replacing), {
      ...{ status: 0, stderr: "" },
      stdout: `${there}. They would go, after a recovery point was made of them.\nstorage ${set} would be restored: 20 objects.`,
    });
    assert.deepEqual(await answered(replacing), [0, { scope: "storage", set, goes: there, resumes: false }, ""]);
    await database.sql("ALTER ROLE supabase_storage_admin PASSWORD 'of-the-service'");
    const service = new pg.Client({
      ...database.as("supabase_storage_admin", "of-the-service"),
      user: "supabase_storage_admin",
    });
    await service.connect();
    const writes =
      "The storage service has 1 connections to the database, one from 127.0.0.1. Stop it first, so that nobody writes meanwhile.";
    const ahead = await answered(replacing);
    const refused = await run(`restore --set ${set} --replace`);
    await service.end();
    assert.deepEqual(ahead, [0, { scope: "storage", set, writes, goes: there, resumes: false }, ""]);
    assert.deepEqual(refused, { status: 1, stdout: "", stderr: `Restoring storage ${set}.\n${writes}` });
    const listed = JSON.parse((await run("list --json")).stdout) as { set: string }[];
    assert.deepEqual(
      listed.map((one) => one.set),
      [set],
    );
  });
});
