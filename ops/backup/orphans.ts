import { understood } from "../arguments";
import { ask, type Surroundings } from "./command";
import { readOptions } from "./options";

export const help = `Reports what of rows and blobs does not belong together, per bucket with counts, bytes and some names, and changes
nothing. It runs where recovery points are made: on Docker in the container db-backup, on Kubernetes in a Job.

  npm run ops -- orphans --stack NAME [--minimum-age AGE] [--bucket ID] [--json]

--stack        the stack, by the name of its file Pulumi.<stack>.yaml
--minimum-age  such as 30m, 24h or 7d (default: 24h); younger blobs without rows are told apart, since most of them belong
               to uploads under way
--bucket       only this bucket
--json         prints one JSON object, with up to a thousand names of each bucket
--help         prints this

A row without a blob is an object that cannot be downloaded. Restore what it had, or remove the object through the service.
A blob without a row costs room and nothing else. The service does not know it, so nobody removes it through the service, and
this command removes nothing behind its back. What to do with both: docs/recovery.md, Rows without blobs, blobs without rows.

Exit status: 0 where all belongs together, also with young blobs; 1 where something does not, or where it failed, with the
reason last; 2 for a wrong option; 130 when interrupted.`;

/** `ops orphans` */
export const orphans = (args: readonly string[], surroundings?: Surroundings): Promise<number> =>
  ask(
    understood(help, () => readOptions(["orphans", ...args], ["orphans"])),
    "",
    surroundings,
  );
