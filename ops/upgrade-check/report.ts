import { plural } from "../../config";
import type { Comparison, ImageMigration, Migration } from "./compare";

/** What came of a check; printed as it is with --json. */
export interface Report extends Partial<Comparison> {
  readonly stack: string;
  image?: string;
  /** How many migrations the database has; null where the service has not run on it yet. */
  applied?: number | null;
  /** The command that dumps what would be changed. */
  dump?: string;
  error?: string;
}

/** What is known of both sides. */
export interface Found {
  readonly stack: string;
  readonly image: string;
  readonly applied: readonly Migration[] | undefined;
  readonly brought: readonly ImageMigration[];
  readonly comparison: Comparison;
  readonly freezeAt: string | undefined;
  readonly dump: string;
}

/** Why the image must not be used on this database; undefined where it may. */
export function refusalOf({ image, freezeAt, comparison: { unknown, freezeProblem } }: Found): string | undefined {
  if (unknown.length > 0) {
    const names = unknown.slice(-5).map(({ id, name }) => `${id} ${name}`);
    const which = unknown.length > names.length ? `the last ones: ${names.join(", ")}` : names.join(", ");
    return (
      `The image ${image} is older than the database, which has ${plural(unknown.length, "migration")} that it does not ` +
      `know (${which}). A downgrade would run old code on tables that newer code has changed, and nothing undoes a ` +
      `migration. Use the image that applied them or a newer one; to go back all the same, restore a dump from before: ` +
      `docs/upgrades.md.`
    );
  }
  if (freezeProblem === undefined) return undefined;
  return (
    `alfred-storage:service.migrationsFreezeAt: ${freezeAt ?? ""} ${freezeProblem}. Correct it, or take it out of the ` +
    `stack file.`
  );
}

/** What a person reads of an image that may be used. */
export function asText({ stack, image, applied, brought, comparison, freezeAt, dump }: Found): string {
  const { pending, held } = comparison;
  const last = applied?.at(-1);
  const parts = [
    last === undefined
      ? `${stack}: the storage service has not run on this database yet.`
      : `${stack}: ${plural(applied?.length ?? 0, "migration")} in the database, the last one ${last.id} ${last.name}.`,
  ];
  if (last === undefined) {
    parts.push(`The first start of ${image} applies ${pending.length} of its ${plural(brought.length, "migration")}.`);
  } else if (pending.length === 0) {
    parts.push(`${image} would apply nothing.`);
  } else {
    parts.push(`${image} would apply ${plural(pending.length, "migration")} at its first start:`, table(pending));
  }
  if (held.length > 0 && last !== undefined) {
    parts.push(`service.migrationsFreezeAt (${freezeAt ?? ""}) holds ${held.length} back:`, table(held));
  }
  if (pending.length > 0 && last !== undefined) {
    parts.push(`This takes no recovery point. Nothing undoes a migration: take a dump first.`, `  ${dump}`);
  }
  return parts.join("\n\n");
}

function table(migrations: readonly ImageMigration[]): string {
  const width = Math.max(...migrations.map(({ name }) => name.length));
  return migrations
    .map(({ id, name, notes }) => `  ${String(id).padStart(3)}  ${name.padEnd(width)}  ${notes.join("; ")}`.trimEnd())
    .join("\n");
}
