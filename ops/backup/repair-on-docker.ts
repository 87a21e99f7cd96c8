import { Failure } from "../../cluster/failure";
import type { Request } from "./command";
import { schedulerOf } from "./scheduler-container";
import { runWriting } from "./writing-container";

/**
 * Repairs attributes in a container that can write into the volume of the objects. Service and recovery points go on
 * meanwhile: the content of a file stays, and an object that is overwritten gets another file.
 *
 * @returns the job's exit status
 */
export async function repairOnDocker(request: Request): Promise<number> {
  const { stack, signal } = request;
  const scheduler = `${stack.settings.namePrefix}db-backup`;
  const found = await schedulerOf(scheduler, stack.name, { signal });
  if (found.State.Paused) throw new Failure(`The container ${scheduler} is paused. First: docker unpause ${scheduler}`);
  return runWriting(request, { found, scope: "storage", rests: false });
}
