import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Surroundings } from "./surroundings";
import type { Scope } from "./types";

/** What is measured, in Prometheus' text format. */
const metrics = {
  backup: {
    name: "alfred_storage_backup_last_success_timestamp_seconds",
    help: "When the newest complete recovery point of a scope was finished.",
  },
  drill: {
    name: "alfred_storage_drill_last_success_timestamp_seconds",
    help: "When the newest recovery point of a scope was last restored on trial.",
  },
} as const;

/** Writes when something went well, for whoever collects text files; in one step, so that none is read half. */
export function recordSuccess({ plan }: Surroundings, kind: keyof typeof metrics, scope: Scope, when: Date): void {
  if (plan.metrics === undefined) return;
  const { name, help } = metrics[kind];
  const seconds = Math.floor(when.getTime() / 1000);
  const labels = `stack="${plan.stack}",scope="${scope}"`;
  const content = `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name}{${labels}} ${seconds}\n`;
  mkdirSync(plan.metrics, { recursive: true });
  const file = path.join(plan.metrics, `alfred-storage-${kind}-${scope}.prom`);
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
