import type { Lock, ReleasedLocks } from "./restic";
import type { Restic } from "./restic-call";
import { explain } from "./restic-failure";
import { filesOf } from "./restic-files";
import { readLock } from "./restic-messages";
import { isDead, thisMachine } from "./restic-owner";

/**
 * Removes the locks of dead owners, each by its id: a refreshed lock has a new one, so what a living owner holds is
 * never hit. `restic unlock` is not used, since it takes a lock for stale whose owner is in another container of the
 * same host name, and keeps one whose owner's process id another process has by now.
 */
export async function releaseDeadLocks(restic: Restic): Promise<ReleasedLocks> {
  const files = await filesOf(restic.place);
  const locks = await readLocks(restic, await files.ids("locks"));
  const machine = thisMachine();
  const removed = locks.filter((lock) => isDead(lock, machine));
  for (const { id } of removed) await files.removeLock(id);
  return { removed, left: locks.filter((lock) => !removed.includes(lock)) };
}

async function readLocks(restic: Restic, ids: readonly string[]): Promise<Lock[]> {
  const locks: Lock[] = [];
  for (const id of ids) {
    const act = `read the lock ${id}`;
    const { stdout, ...ended } = await restic.run(["cat", "lock", id, "--no-lock"], { act, statuses: "any" });
    if (/does not exist|no such file|not found/.test(ended.said)) continue; // It was released meanwhile.
    if (ended.status !== 0) throw explain(restic.asked(act), ended);
    const { hostname: host, username: user, pid, exclusive, time } = readLock(stdout);
    locks.push({ id, host, user, pid, exclusive, time });
  }
  return locks;
}
