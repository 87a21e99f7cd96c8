import type { Issue } from "../components/issue";
import type { BackupPlace } from "./backup-settings";
import { s3ServerOf } from "./derive";
import type { Settings } from "./settings";

/** One place for the recovery points of two stacks, of which each has a password of its own. */
export function samePlaceIssues({ backup: one }: Settings, { backup: other }: Settings, file: string): Issue[] {
  if (one?.kind !== "recovery-points" || other?.kind !== "recovery-points") return [];
  const place = placeOf(one.to);
  if (place === undefined || place !== placeOf(other.to)) return [];
  if (isOwn(one.to) && isOwn(other.to)) return []; // of which more is said
  const another = one.to.kind === "s3" ? "bucket or prefix" : "folder";
  const message = `is the same place as in ${file}, and the password of one stack does not open what the other keeps there`;
  const path = ["backup", "to", ...(isOwn(one.to) ? [] : [one.to.kind])];
  return [{ severity: "warning", path, message, remedy: `give one of them another ${another}` }];
}

const isOwn = (to: BackupPlace) => to.kind === "s3" && to.of === "own";

/** Missing for a volume, since it has the stack's prefix. */
function placeOf(to: BackupPlace): string | undefined {
  if (to.kind === "volume") return undefined;
  return to.kind === "folder" ? to.path : `${s3ServerOf(to)} ${to.bucket} ${to.prefix}`;
}
