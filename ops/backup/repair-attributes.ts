import { understood } from "../arguments";
import { ask, type Surroundings } from "./command";
import { readOptions } from "./options";

export const help = `Gives the files of objects the content type and cache control that their rows say, where those are missing or others:
the extended attributes user.supabase.*, which copies without them lose. Contents and times of files stay. With objects in S3
there is nothing to repair.

  npm run ops -- repair-attributes --stack NAME [--dry-run] [--json]

--stack    the stack, by the name of its file Pulumi.<stack>.yaml
--dry-run  only says what would be repaired
--json     prints one JSON object, with up to ten thousand names
--help     prints this

On Docker it works in a container of its own, db-restore, that can write into the volume of the objects alone; on Kubernetes
in a Job. The service may go on meanwhile, and a second run finds nothing to do.

Exit status: 0; 1 where a dry run finds something to repair, or where it failed, with the reason last; 2 for a wrong option;
130 when interrupted.`;

/** `ops repair-attributes` */
export const repairAttributes = (args: readonly string[], surroundings?: Surroundings): Promise<number> =>
  ask(
    understood(help, () => readOptions(["repair-attributes", ...args], ["repair-attributes"])),
    "",
    surroundings,
  );
