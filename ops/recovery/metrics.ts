import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { codeOf } from "../../cluster/failure";
import type { Plan } from "./plan";
import type { Surroundings } from "./surroundings";
import { scopesOf } from "./take";
import type { Scope } from "./types";

/** What is measured, in Prometheus' text format. The alerts in monitoring/ are made of it. */
const metrics = {
  backup: {
    name: "alfred_storage_backup_last_success_timestamp_seconds",
    help: "When the newest complete recovery point of a scope was finished.",
  },
  drill: {
    name: "alfred_storage_drill_last_success_timestamp_seconds",
    help: "When the newest recovery point of a scope was last restored on trial.",
  },
  scopes: {
    name: "alfred_storage_backup_scope_added_timestamp_seconds",
    help: "Since when there are to be recovery points of a scope.",
  },
} as const;

type Kind = keyof typeof metrics;

/** Writes when something went well, for whoever collects text files. */
export function recordSuccess({ plan }: Surroundings, kind: "backup" | "drill", scope: Scope, when: Date): void {
  write(plan, `${kind}-${scope}`, kind, new Map([[scope, Math.floor(when.getTime() / 1000)]]));
}

/**
 * Writes which scopes there are to be recovery points of, so that one that never had any is noticed, too. Since when is kept
 * from before; a scope that is gone is left out.
 */
export function recordScopes({ plan }: Pick<Surroundings, "plan">, now: Date): void {
  const before = scopesBefore(plan);
  const since = (scope: Scope) => before.get(scope) ?? Math.floor(now.getTime() / 1000);
  write(plan, "scopes", "scopes", new Map(scopesOf({ plan }).map((scope) => [scope, since(scope)])));
}

function scopesBefore({ metrics: folder }: Pick<Plan, "metrics">): ReadonlyMap<Scope, number> {
  if (folder === undefined) return new Map();
  try {
    const content = readFileSync(path.join(folder, fileOf("scopes")), "utf8");
    const lines = content.matchAll(/^[^#].*scope="([^"]*)"\} (\d+)$/gm);
    return new Map([...lines].map(([, scope = "", seconds]) => [scope, Number(seconds)]));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return new Map();
    throw error;
  }
}

const fileOf = (name: string): string => `alfred-storage-${name}.prom`;

/** In one step, so that none is read half. */
function write(plan: Plan, file: string, kind: Kind, times: ReadonlyMap<Scope, number>): void {
  if (plan.metrics === undefined) return;
  const { name, help } = metrics[kind];
  const lines = [...times].map(([scope, seconds]) => `${name}{stack="${plan.stack}",scope="${scope}"} ${seconds}\n`);
  mkdirSync(plan.metrics, { recursive: true });
  const place = path.join(plan.metrics, fileOf(file));
  writeFileSync(`${place}.new`, `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`);
  renameSync(`${place}.new`, place);
}
