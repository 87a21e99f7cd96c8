import { dataFolder } from "../../components/backup-schedule/folders";
import { Failure } from "../../cluster/failure";
import { writersInto } from "../docker";
import { administratorPassword } from "../stack";
import type { Request } from "./command";
import { type Container, lookAt, schedulerOf } from "./scheduler-container";
import { runWriting } from "./writing-container";

/**
 * Restores in a container of its own, made after the one that makes recovery points, which cannot write to any data and
 * does not know the administrator's password. It rests meanwhile: a recovery point of what is half restored would be none.
 *
 * @returns the job's exit status
 */
export async function restoreOnDocker(request: Request): Promise<number> {
  const { stack, options, command, signal, say } = request;
  const { namePrefix, database } = stack.settings;
  const { scope = "storage" } = options.job;
  const scheduler = `${namePrefix}db-backup`;
  const signsIn = scope === "storage" || scope === "database";
  const password = signsIn ? administratorPassword(stack, command) : undefined;
  const found = await schedulerOf(scheduler, stack.name, { signal });
  if (found.State.Paused) throw new Failure(`The container ${scheduler} is paused. First: docker unpause ${scheduler}`);
  await requireStopped(request, found, scope);
  const signIn = [
    ...(signsIn ? ["--as", database.administrator] : []),
    ...(password === undefined ? [] : ["--password-file", "-"]),
  ];
  const status = await runWriting(request, { found, scope, signIn, password, rests: found.State.Running });
  if (status === 0 && signsIn) say(`Start the service again: docker start ${namePrefix}db-storage`);
  return status;
}

/** @throws Failure while something would write into what is restored */
async function requireStopped({ stack, signal }: Request, { Mounts }: Container, scope: string): Promise<void> {
  const service = `${stack.settings.namePrefix}db-storage`;
  const ofService = scope === "storage" || scope === "database";
  const running = ofService && (await lookAt(service, { signal }))?.State.Running === true ? [service] : [];
  const volume = Mounts.find(({ Destination }) => Destination === dataFolder(scope))?.Name;
  const writers = volume === undefined ? [] : await writersInto(volume, { signal });
  const names = [...new Set([...running, ...writers])];
  if (names.length === 0) return;
  throw new Failure(`${names.join(" and ")} would write meanwhile. First: docker stop ${names.join(" ")}`);
}
