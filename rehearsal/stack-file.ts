import { randomBytes } from "node:crypto";
import { parse } from "yaml";

/** A stack file's config in the form in which Pulumi hands it to a program. */
export interface HandedOver {
  /** By full key; structures as JSON. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** What was made up for each encrypted value, since only Pulumi can decrypt it. */
  readonly generated: readonly string[];
}

/** @throws where the text is no YAML, or its `config` no map */
export function handOver(text: string, project: string): HandedOver {
  const file = parse(text, { merge: true, prettyErrors: false }) as { config?: unknown } | null;
  const written = file?.config ?? {};
  if (!isMap(written)) throw new Error("config is not a map of keys");
  const config: Record<string, string> = {};
  const secretKeys: string[] = [];
  const generated: string[] = [];
  for (const [key, value] of Object.entries(written)) {
    const full = key.includes(":") ? key : `${project}:${key}`;
    const before = generated.length;
    const open = decrypted(key, value, generated);
    config[full] = typeof open === "object" && open !== null ? JSON.stringify(open) : String(open);
    if (generated.length > before) secretKeys.push(full);
  }
  return { config, secretKeys, generated };
}

function decrypted(key: string, value: unknown, generated: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => decrypted(key, item, generated));
  if (!isMap(value)) return value;
  if (Object.keys(value).length === 1 && typeof value["secure"] === "string") {
    const secret = randomBytes(24).toString("base64url");
    generated.push(secret);
    return key === "databaseUrl" ? `postgres://rehearsal:${secret}@database/postgres` : secret; // else refused as none
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decrypted(key, item, generated)]));
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
