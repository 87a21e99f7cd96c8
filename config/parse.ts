import type { Issue } from "../components/issue";
import { describedAs, knownKeys } from "./look-up";
import { schemaIssues, sentence } from "./sentences";
import { type StackConfig, stackConfig } from "./settings";
import { valueAt } from "./written";

type Path = Issue["path"];

/** The sections that could be read. */
export type Usable = { readonly [K in keyof StackConfig]?: StackConfig[K] | undefined } & {
  /** Whether there are buckets beside these that could not be read. */
  readonly unread?: boolean;
};

/** What could be read: everything, or the sections and entries in which nothing is wrong. */
export interface Reading {
  readonly complete: StackConfig | undefined;
  readonly usable: Usable;
  readonly issues: readonly Issue[];
  /** The path in the file of a path in what is usable: entries that could not be read are not counted there. */
  readonly original: (path: Path) => Path;
}

/**
 * Reads the namespace's keys. One mistake must not hide the others, so what is wrong is taken out and the rest is read
 * again: the rules between fields can then look at it.
 */
export function parse(config: Readonly<Record<string, unknown>>): Reading {
  const whole = stackConfig.safeParse(config, { error: sentence });
  if (whole.success) return { complete: whole.data, usable: whole.data, issues: [], original: (path) => path };
  const found = whole.error.issues.flatMap((issue) =>
    schemaIssues(issue, { knownKeys, describedAs, valueAt: (path) => valueAt(config, path) }),
  );
  const issues = found.filter((issue) => !isMisspelt(issue, found));
  // Where a key is misspelt, the key that was meant is not missing: no rule shall say so.
  const wrong = found.flatMap((issue) => [issue.path, ...meantBy(issue)]);
  const broken = new Set(wrong.map((path) => JSON.stringify(unitOf(path))));
  const { rest, buckets, policies } = without(config, broken);
  const again = stackConfig.partial().safeParse(rest);
  const written = valueAt(config, ["buckets"]);
  const unread = Array.isArray(written) && buckets.length < written.length;
  return {
    complete: undefined,
    usable: again.success ? { ...withoutDefaults(again.data, broken), unread } : {},
    issues: issues.map((issue) => ({ ...issue })),
    original: ([section, position, ...more]) => {
      if (section !== "buckets" || typeof position !== "number")
        return [section ?? "", ...(position === undefined ? [] : [position]), ...more];
      const bucket = buckets[position] ?? position;
      const [key, index, ...deeper] = more;
      if (key !== "policies" || typeof index !== "number") return [section, bucket, ...more];
      return [section, bucket, key, policies[position]?.[index] ?? index, ...deeper];
    },
  };
}

/** Whether a key is missing only because it is misspelt, which another issue says. */
function isMisspelt({ path, message }: Issue, all: readonly Issue[]): boolean {
  const missing = JSON.stringify(path);
  return message.startsWith("is missing") && all.flatMap(meantBy).some((meant) => JSON.stringify(meant) === missing);
}

/** The known key that a misspelt one resembles, if any. */
function meantBy({ path, remedy = "" }: Issue): Path[] {
  const key = /^rename it to (.+)$/.exec(remedy)?.[1];
  return key === undefined ? [] : [[...path.slice(0, -1), key]];
}

/** A section that is wrong as a whole must not come back as its defaults. */
function withoutDefaults(read: Usable, broken: ReadonlySet<string>): Usable {
  return Object.fromEntries(Object.entries(read).filter(([section]) => !broken.has(JSON.stringify([section]))));
}

/** Fields without a default, and those whose default would make rules complain about something that nobody wrote. */
const decisive: Readonly<Record<string, readonly string[]>> = {
  database: ["host", "tls", "serviceHost", "poolHost", "reach", "maxConnections"],
  images: ["database"],
  api: ["url"],
  service: [
    ...["backend", "s3", "hostFolder", "replicas", "uploadLimit", "resources"],
    ...["autoscaling", "databaseConnections", "queue"],
  ],
  kubernetes: ["storageClass", "network", "secrets"],
  aws: ["createBucket", "identity"],
  backup: ["none", "to", "volumes", "resources"],
  bucket: ["id", "public"],
};

/** What has to be left out where something at `path` is wrong. */
function unitOf(path: Path): Path {
  const [section = "", key, field, index] = path;
  if (section !== "buckets") {
    const whole =
      typeof key !== "string" ||
      (Object.hasOwn(decisive, String(section)) && decisive[String(section)]?.includes(key) === true);
    return whole ? [section] : [section, key];
  }
  if (key === undefined) return [section];
  if (field === undefined || (decisive["bucket"] ?? []).includes(String(field))) return [section, key];
  return field === "policies" && index !== undefined ? [section, key, field, index] : [section, key, field];
}

function without(config: Readonly<Record<string, unknown>>, broken: ReadonlySet<string>) {
  const has = (path: Path) => broken.has(JSON.stringify(path));
  const kept = (list: readonly unknown[], path: Path) => [...list.keys()].filter((index) => !has([...path, index]));
  const entries = (map: unknown, path: Path) =>
    typeof map === "object" && map !== null && !Array.isArray(map)
      ? Object.fromEntries(Object.entries(map).filter(([key]) => !has([...path, key])))
      : map;
  const rest = entries(config, []) as Record<string, unknown>;
  for (const section of Object.keys(rest)) rest[section] = entries(rest[section], [section]);
  const written = valueAt(rest, ["buckets"]);
  if (!Array.isArray(written)) return { rest, buckets: [], policies: [] };
  const buckets = kept(written, ["buckets"]);
  const policies: number[][] = [];
  rest["buckets"] = buckets.map((position) => {
    const bucket = entries(written[position], ["buckets", position]) as Record<string, unknown>;
    const list = bucket["policies"];
    if (!Array.isArray(list)) return bucket;
    const indexes = kept(list, ["buckets", position, "policies"]);
    policies[buckets.indexOf(position)] = indexes;
    return { ...bucket, policies: indexes.map((index) => list[index] as unknown) };
  });
  return { rest, buckets, policies };
}
