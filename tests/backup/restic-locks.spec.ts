import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lock } from "../../ops/recovery/restic";
import { isId } from "../../ops/recovery/restic-files";
import { partOf, scratch, writing, type Scratch } from "./restic-scratch";

describe("locks of a repository of restic", function () {
  this.timeout(120_000);
  let made: Scratch;
  const started: ChildProcess[] = [];
  beforeEach(async () => {
    made = scratch();
    await made.repository().ensure();
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
    made.remove();
  });

  // While restic writes one, its file has a name of its own: whoever is killed then leaves no lock.
  const locks = () => readdirSync(path.join(made.location, "locks")).filter(isId);

  /** Starts a backup that waits for its input, and so holds its lock, perhaps as another host. */
  async function holder({ host }: { readonly host?: string } = {}): Promise<ChildProcess> {
    const before = locks().length;
    const backup = ["restic", "--no-cache", "backup", "--stdin", "--host", "stack"];
    const named =
      host === undefined ? backup : ["unshare", "--uts", "sh", "-c", `hostname ${host}; exec "$@"`, "sh", ...backup];
    const [program = "", ...args] = named;
    const env = { ...process.env, RESTIC_REPOSITORY: made.location, RESTIC_PASSWORD_FILE: made.at("password") };
    const child = spawn(program, args, { env, stdio: ["pipe", "ignore", "ignore"] });
    started.push(child);
    while (locks().length === before) await sleep(50);
    return child;
  }

  async function killed(child: ChildProcess): Promise<void> {
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  const owners = (list: readonly Lock[]) => list.map(({ host, pid, exclusive }) => ({ host, pid, exclusive }));

  it("stay where their owner lives, who is named, and keep pruning out", async () => {
    const { pid } = await holder();
    const { removed, left } = await made.repository().releaseDeadLocks();
    assert.deepEqual(removed, []);
    assert.deepEqual(owners(left), [{ host: hostname(), pid, exclusive: false }]);
    assert.ok(Math.abs((left[0]?.time.getTime() ?? 0) - Date.now()) < 60_000);
    assert.equal(locks().length, 1);
    await assert.rejects(made.repository().prune(), (failure: Error & { passing?: boolean }) => {
      assert.match(
        failure.message,
        new RegExp(`is locked by PID ${pid} on ${hostname()} by \\S+, for [\\d.]+m?s now\\.`),
      );
      return failure.passing === true;
    });
  });

  it("let others store meanwhile", async () => {
    await holder();
    await made.repository().storeStream(partOf("roles"), "roles.sql", writing("x"));
    assert.equal((await made.repository().snapshots()).length, 1);
  });

  it("go where their owner was killed, and pruning goes on", async () => {
    const child = await holder();
    const { pid } = child;
    await killed(child);
    const { removed, left } = await made.repository().releaseDeadLocks();
    assert.deepEqual([owners(removed), left], [[{ host: hostname(), pid, exclusive: false }], []]);
    assert.deepEqual(locks(), []);
    await made.repository().prune();
  });

  it("go one by one: those of the dead, not those of the living", async () => {
    const dead = await holder();
    const alive = await holder();
    await killed(dead);
    const { removed, left } = await made.repository().releaseDeadLocks();
    assert.deepEqual([removed.map(({ pid }) => pid), left.map(({ pid }) => pid)], [[dead.pid], [alive.pid]]);
    assert.deepEqual(locks(), [left[0]?.id]);
  });

  it("stay where their owner is on another host, dead or not, until it should have refreshed them", async function () {
    if (!mayRename()) this.skip();
    const child = await holder({ host: "elsewhere" });
    await killed(child);
    const { removed, left } = await made.repository().releaseDeadLocks();
    assert.deepEqual([removed, left.map(({ host }) => host)], [[], ["elsewhere"]]);
  });

  it("stay where their owner runs in a container that has this host's name and ids of its own", async function () {
    if (!mayRename()) this.skip();
    const free = freeId();
    const script = `echo ${free - 1} > /proc/sys/kernel/ns_last_pid; restic --no-cache backup --stdin --host stack <&3; true`;
    const env = { ...process.env, RESTIC_REPOSITORY: made.location, RESTIC_PASSWORD_FILE: made.at("password") };
    const args = ["--pid", "--fork", "--kill-child", "sh", "-c", `exec 3<&0; ${script}`];
    const child = spawn("unshare", args, { env, stdio: ["pipe", "ignore", "ignore"] });
    started.push(child);
    while (locks().length === 0) await sleep(50);
    const { removed, left } = await made.repository().releaseDeadLocks();
    assert.deepEqual([removed, left.map(({ pid }) => pid)], [[], [free]]);
    await killed(child);
    // Its end comes a moment later.
    while ((await made.repository().releaseDeadLocks()).left.length > 0) await sleep(100);
  });

  it("are none where there is nobody, also where one was killed that was just writing its own", async () => {
    writeFileSync(path.join(made.location, "locks", `${"0".repeat(64)}-tmp-1`), "{");
    assert.deepEqual(await made.repository().releaseDeadLocks(), { removed: [], left: [] });
  });
});

/** Whether a process may get a host name and process ids of its own here. */
function mayRename(): boolean {
  return spawnSync("unshare", ["--uts", "--pid", "--fork", "true"]).status === 0;
}

/** An id that no process has here. */
function freeId(): number {
  for (let id = 30_000; ; id--) {
    try {
      process.kill(id, 0);
    } catch {
      return id;
    }
  }
}
