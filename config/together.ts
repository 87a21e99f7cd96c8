import type { LocatedIssue } from "./issues";
import { namespace, type Settings } from "./settings";

export interface StackFile {
  readonly file: string;
  readonly settings: Settings;
}

/** Pairs of stack files whose stacks would work on the same data, most likely by accident. */
export function sharedDataIssues(files: readonly StackFile[]): LocatedIssue[] {
  return files.flatMap((one, position) =>
    files.slice(0, position).flatMap((other) => {
      const shared = sharedBy(one.settings, other.settings);
      return shared.length === 0 ? [] : [issue(one.file, other.file, shared)];
    }),
  );
}

function issue(file: string, other: string, shared: readonly string[]): LocatedIssue {
  return {
    severity: "warning",
    file,
    path: ["namePrefix"],
    key: `${namespace}:namePrefix`,
    message: `is the same as in ${other}, and so are the tenant and ${shared.join(" and ")}: both stacks would own the same buckets and objects`,
    remedy: "give one of them a namePrefix or a service.tenantId of its own, or its own database",
  };
}

function sharedBy(one: Settings, other: Settings): string[] {
  const same = (read: (settings: Settings) => unknown) => read(one) === read(other);
  if (!same((s) => s.namePrefix) || !same((s) => s.service.tenantId)) return [];
  const database = same((s) => s.platform) && same((s) => `${s.database.host}:${s.database.port}/${s.database.name}`);
  const bucket = (s: Settings) =>
    s.service.backend.kind === "s3"
      ? `${s.service.backend.endpoint ?? s.service.backend.region} ${s.service.backend.bucket}`
      : undefined;
  return [
    ...(database ? [`the database ${one.database.name} on ${one.database.host}:${one.database.port}`] : []),
    ...(bucket(one) !== undefined && same(bucket) ? ["the S3 bucket"] : []),
  ];
}
