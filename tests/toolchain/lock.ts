import { rmSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { onEnd } from "../harness/cleanup";

/**
 * Runs `work` while this process alone holds the lock file. It only saves a second builder the work: what is built is
 * put in place by one rename, so two that got past each other would do no harm.
 */
export async function locked<T>(file: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  while (!(await take(file))) {
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    if (holder > 0 && !alive(holder)) {
      rmSync(file, { force: true }); // its holder was killed
      continue;
    }
    waiting();
    await sleep(1000);
  }
  const release = () => {
    rmSync(file, { force: true });
  };
  const forget = onEnd(release);
  try {
    return await work();
  } finally {
    forget();
    release();
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
