import type { Issue } from "../../components/issue";
import { type BackupSection, standard } from "../backup";
import { skips } from "../cron";
import { serverOf } from "../derive";
import type { Usable } from "../parse";
import { backupPlaceIssues } from "./backup-place";
import { backupVolumeIssues } from "./backup-volumes";
import { error, note, warning, written } from "./issues";
import { requestIssues } from "./service";

/** Recovery points: that there are some or a reason for none, and what they need. */
export function backupIssues(config: Usable): Issue[] {
  const { backup, platform, service } = config;
  if (backup === undefined) return [];
  if (backup === false || backup === true) return [nothing];
  if (backup.none !== undefined) return besideNone(backup);
  if (service !== undefined && service.multiTenant !== false) return [ofTenants];
  return [
    ...backupPlaceIssues(backup, config),
    ...backupVolumeIssues(backup, config),
    ...drillIssues(backup),
    ...resourceIssues(backup, platform),
    ...toolIssues(config),
  ];
}

const nothing = warning(
  ["backup"],
  "is off, so nothing is backed up: no object, no row and no other volume",
  "write backup: {}, and the check says what else it needs; or backup: { none: <why> }, where it is meant",
);

function besideNone(backup: BackupSection): Issue[] {
  const where = written(backup, "schedule", "drill", "keep", "to", "password");
  const keys = [...where, ...written(backup, "readAs", "wholeDatabase", "volumes", "resources")];
  const message = "has no effect beside backup.none, by which nothing is backed up";
  return keys.map((key) => error(["backup", key], message, "remove it, or remove backup.none"));
}

const ofTenants = error(
  ["backup"],
  "is not possible with service.multiTenant, where each tenant has a database of its own that only the admin API knows",
  "write backup: { none: <how the tenants are backed up> }",
);

/** A recovery point that is gone before any drill was never tried. */
function drillIssues({ drill, keep = standard.keep }: BackupSection): Issue[] {
  const days = Math.max(keep.daily, 7 * keep.weekly, 31 * keep.monthly);
  if (drill === undefined || !skips(drill, days)) return [];
  const message = `leaves out more than ${days} days at times, and no recovery point is kept for longer: some would go untried`;
  return [warning(["backup", "drill"], message, `let it come more often, such as ${standard.drill}`)];
}

function resourceIssues({ resources }: BackupSection, platform: Usable["platform"]): Issue[] {
  if (resources === undefined) return [];
  const issues = requestIssues(resources, ["backup", "resources"], platform);
  if (platform !== "docker" || resources.scratch === undefined) return issues;
  const message = "has no effect on docker, which limits no container's use of the disk";
  return [...issues, note(["backup", "resources", "scratch"], message, "write it for kubernetes only")];
}

const majorOf = (image: string): number => Number(/:[^0-9:/]*([0-9]+)[^:/]*$/.exec(image.replace(/@.*/, ""))?.[1]);

/** pg_dump refuses a server that is newer than itself. Of a given server, the version is not known here. */
function toolIssues({ platform, database, images }: Usable): Issue[] {
  if (platform !== "docker" || database === undefined || images === undefined) return [];
  if (serverOf(platform, database) === "given") return [];
  const [tools, server] = [majorOf(images.postgresqlTools), majorOf(images.database)];
  if (!(tools < server)) return [];
  const message = `is of PostgreSQL ${tools}, whose pg_dump refuses the newer server of images.database, ${server}`;
  return [error(["images", "postgresqlTools"], message, `name an image of PostgreSQL ${server}, or newer`)];
}
