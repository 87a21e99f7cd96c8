import { imageProgram, planFile } from "../../components/backup-schedule/folders";
import { Failure } from "../../cluster/failure";
import { attended } from "./attended";
import type { Request } from "./command";
import { schedulerOf } from "./scheduler-container";

/** Runs a job in the container that makes the stack's recovery points. @returns the job's exit status */
export async function runOnDocker({ stack, options, signal, say }: Request): Promise<number> {
  const name = `${stack.settings.namePrefix}db-backup`;
  const { State } = await schedulerOf(name, stack.name, { signal });
  if (State.Paused) throw new Failure(`The container ${name} is paused. First: docker unpause ${name}`);
  if (!State.Running) throw new Failure(`The container ${name} does not run. First: docker start ${name}`);
  signal.addEventListener("abort", () => {
    say(`Ending what runs in ${name} …`);
  });
  const job = ["node", imageProgram, ...options.args, "--plan", planFile, "--attended"];
  return attended(["exec", "--interactive", name, ...job], signal);
}
