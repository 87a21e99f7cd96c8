import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Failure } from "../../cluster/failure";
import { healthProblems } from "./health";
import { type Clock, keepSchedule } from "./schedule";
import { readState, type Task, writeState } from "./schedule-state";

/** Goes on only where somebody sleeps or works, and ends the schedule at a time. */
class FakeClock implements Clock {
  readonly stop = new AbortController();
  #time: number;
  readonly #end: number;

  constructor(begin: string, end: string) {
    this.#time = new Date(begin).getTime();
    this.#end = new Date(end).getTime();
  }

  now = () => new Date(this.#time);

  sleep = (milliseconds: number): Promise<void> => {
    this.#time += milliseconds;
    if (this.#time >= this.#end) this.stop.abort();
    return Promise.resolve();
  };
}

describe("a schedule", () => {
  let folder: string;
  let said: string[];
  const { log, error } = console;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "schedule-"));
    said = [];
    console.log = console.error = (text: string) => said.push(text);
  });
  afterEach(() => {
    Object.assign(console, { log, error });
    rmSync(folder, { recursive: true });
  });

  const plan = () => ({ scratch: folder, schedule: { backup: "17 2 * * *", drill: "17 4 * * 0" } });

  interface Work {
    readonly minutes?: number;
    /** What comes of each run. Default: it goes well. */
    readonly result?: (task: Task, clock: FakeClock) => Promise<number>;
  }

  /** Keeps it from one time to another. @returns when what was begun, such as `27T02:17 backup` */
  async function kept(begin: string, end: string, { minutes = 1, result }: Work = {}): Promise<string[]> {
    const clock = new FakeClock(begin, end);
    const begun: string[] = [];
    let running = 0;
    const work = (task: Task) => async () => {
      assert.equal(++running, 1);
      begun.push(`${clock.now().toISOString().slice(8, 16)} ${task}`);
      await clock.sleep(minutes * 60_000);
      running--;
      return (await result?.(task, clock)) ?? 0;
    };
    const tasks = { backup: work("backup"), prune: work("prune"), drill: work("drill") };
    await keepSchedule(plan(), tasks, clock.stop.signal, clock);
    return begun;
  }

  const problems = (at: string) => healthProblems(plan(), readState(plan()), new Date(at));

  it("does each thing in its time, and the clean-up after each recovery point", async () => {
    // 29 November 2026 is a Sunday.
    assert.deepEqual(await kept("2026-11-27T12:00:00Z", "2026-11-29T12:00:00Z"), [
      ...["28T02:17 backup", "28T02:18 prune", "29T02:17 backup", "29T02:18 prune", "29T04:17 drill"],
    ]);
    assert.deepEqual(said, [
      ...["2026-11-28T02:17:00.000Z backup went well, in 60 s", "2026-11-28T02:18:00.000Z prune went well, in 60 s"],
      ...["2026-11-29T02:17:00.000Z backup went well, in 60 s", "2026-11-29T02:18:00.000Z prune went well, in 60 s"],
      "2026-11-29T04:17:00.000Z drill went well, in 60 s",
    ]);
  });

  it("does one after the other, also where one takes beyond the time of the next", async () => {
    assert.deepEqual(await kept("2026-11-29T02:00:00Z", "2026-11-30T02:00:00Z", { minutes: 90 }), [
      ...["29T02:17 backup", "29T03:47 prune", "29T05:17 drill"],
    ]);
  });

  it("makes up for all times that passed without a scheduler by one run, and for none before the first", async () => {
    assert.deepEqual(await kept("2026-11-27T02:18:00Z", "2026-11-27T10:00:00Z"), []);
    assert.deepEqual(await kept("2026-12-03T10:00:00Z", "2026-12-03T20:00:00Z"), [
      ...["03T10:00 backup", "03T10:01 prune", "03T10:02 drill"],
    ]);
    assert.deepEqual(await kept("2026-12-03T20:01:00Z", "2026-12-04T02:30:00Z"), ["04T02:17 backup", "04T02:18 prune"]);
  });

  it("does not repeat what failed before its next time, and goes on", async () => {
    const result = (task: Task) => (task === "backup" ? Promise.reject(new Failure("No disk.")) : Promise.resolve(1));
    assert.deepEqual(await kept("2026-11-27T02:00:00Z", "2026-11-28T02:00:00Z", { result }), [
      ...["27T02:17 backup", "27T02:18 prune"],
    ]);
    assert.deepEqual(said, [
      ...["backup: No disk.", "2026-11-27T02:17:00.000Z backup FAILED, in 60 s"],
      "2026-11-27T02:18:00.000Z prune FAILED, in 60 s",
    ]);
    assert.deepEqual(problems("2026-11-28T02:00:00Z"), [
      "What was last done of recovery points, at 2026-11-27T02:17:00.000Z, failed.",
      "What was last done of the clean-up, at 2026-11-27T02:18:00.000Z, failed.",
    ]);
  });

  it("ends with the run that is under way, which the next start makes up where it did not end well", async () => {
    const result = (_: Task, clock: FakeClock) => {
      clock.stop.abort();
      return Promise.reject(new Error("ended"));
    };
    assert.deepEqual(await kept("2026-11-27T02:00:00Z", "2026-11-28T00:00:00Z", { result }), ["27T02:17 backup"]);
    assert.deepEqual(said, ["2026-11-27T02:17:00.000Z backup was interrupted"]);
    assert.deepEqual(await kept("2026-11-27T02:20:00Z", "2026-11-27T03:00:00Z"), ["27T02:20 backup", "27T02:21 prune"]);
  });

  it("trusts no run of the future, which a wrong clock has told of", async () => {
    await kept("2027-11-27T02:00:00Z", "2027-11-27T03:00:00Z");
    assert.deepEqual(await kept("2026-11-27T12:00:00Z", "2026-11-27T13:00:00Z"), [
      ...["27T12:00 backup", "27T12:01 prune", "27T12:02 drill"],
    ]);
  });

  it("repeats what was killed, once", async () => {
    await kept("2026-11-27T02:00:00Z", "2026-11-27T02:10:00Z");
    const killed = (again: boolean) => {
      const state = readState(plan()) ?? assert.fail();
      state.runs.backup = { began: "2026-11-27T02:17:00.000Z", failed: true, again };
      writeState(plan(), state);
    };
    killed(true);
    assert.deepEqual(await kept("2026-11-27T02:20:00Z", "2026-11-27T03:00:00Z"), []);
    killed(false);
    assert.deepEqual(await kept("2026-11-27T02:20:00Z", "2026-11-27T03:00:00Z"), ["27T02:20 backup", "27T02:21 prune"]);
    assert.equal(readState(plan())?.runs.backup?.again, true);
  });

  it("goes on where its state cannot be written, and begins anew where that was cut", async () => {
    rmSync(folder, { recursive: true });
    const begun = await kept("2026-11-27T02:00:00Z", "2026-11-27T03:00:00Z");
    mkdirSync(folder);
    assert.deepEqual(begun, ["27T02:17 backup", "27T02:18 prune"]);
    assert.match(said[0] ?? "", /^The state of the schedule was not written: ENOENT/);
    for (const text of ["", "{}"]) {
      writeFileSync(path.join(folder, "schedule.json"), text);
      assert.deepEqual(problems("2026-11-27T12:00:00Z"), ["No scheduler has run yet."]);
      assert.deepEqual(await kept("2026-11-27T12:00:00Z", "2026-11-27T13:00:00Z"), []);
    }
  });

  it("is refused where the plan has none", async () => {
    const never = () => Promise.resolve(0);
    const tasks = { backup: never, prune: never, drill: never };
    await assert.rejects(
      keepSchedule({ scratch: folder }, tasks, new AbortController().signal),
      new Failure("The plan has no schedule. Name when to do what: schedule.backup, .drill."),
    );
    assert.deepEqual(healthProblems({}, undefined, new Date()), ["The plan has no schedule."]);
  });

  it("is healthy while its times are kept, and the scheduler lives", async () => {
    assert.deepEqual(problems("2026-11-27T12:00:00Z"), ["No scheduler has run yet."]);
    await kept("2026-11-27T12:00:00Z", "2026-11-27T12:10:00Z");
    assert.deepEqual(problems("2026-11-27T12:14:00Z"), []);
    assert.deepEqual(problems("2026-11-27T12:20:00Z"), [
      "The scheduler does not run: it last showed life at 2026-11-27T12:10:00.000Z.",
    ]);
    await kept("2026-11-28T02:00:00Z", "2026-11-29T02:16:00Z");
    assert.deepEqual(problems("2026-11-29T02:16:00Z"), []);
  });

  it("is late two hours after a time without a recovery point, unless one is under way", () => {
    const [first, began] = ["2026-11-26T12:00:00.000Z", "2026-11-27T02:17:00.000Z"];
    const run = { began, ended: "2026-11-27T02:20:00.000Z", failed: false, again: false };
    const at = (now: string, backup: typeof run | undefined) => {
      const state = { first, alive: now, runs: backup === undefined ? {} : { backup } };
      return healthProblems(plan(), state, new Date(now));
    };
    const late = (time: string) => [`There is no recovery point of ${time}, when one was to be made.`];
    assert.deepEqual(at("2026-11-27T04:17:00.000Z", undefined), []);
    assert.deepEqual(at("2026-11-27T04:18:00.000Z", undefined), late(began));
    assert.deepEqual(at("2026-11-28T04:17:00.000Z", run), []);
    assert.deepEqual(at("2026-11-28T04:18:00.000Z", run), late("2026-11-28T02:17:00.000Z"));
    const underWay = { began, failed: true, again: false };
    const state = { first, alive: "2026-11-27T14:16:00.000Z", runs: { backup: underWay } };
    assert.deepEqual(healthProblems(plan(), state, new Date("2026-11-27T14:16:00Z")), []);
    assert.deepEqual(healthProblems(plan(), state, new Date("2026-11-27T14:18:00Z")), late(began));
  });
});
