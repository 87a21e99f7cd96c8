import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/**
 * How property values travel between the engine and a provider. The markers are the protocol's own; see "Property
 * values" in Pulumi's provider protocol, and `runtime/rpc` of its SDKs.
 */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The text that stands for a value which is not known yet, as at a preview: one for each type of value. */
const unknownTexts = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** A value that is not known yet. */
export const unknown: unique symbol = Symbol("unknown");

/** What came over the wire, without its markers. */
export interface Properties {
  readonly values: Readonly<Record<string, unknown>>;
  /** Top-level properties that are secret, or hold something that is. */
  readonly secrets: ReadonlySet<string>;
  /** Top-level properties that are not known yet, or hold something that is not. */
  readonly unknowns: ReadonlySet<string>;
}

export function decode(struct: Struct | undefined): Properties {
  const secrets = new Set<string>();
  const unknowns = new Set<string>();
  const values: Record<string, unknown> = {};
  const properties: Record<string, JavaScriptValue> = struct?.toJavaScript() ?? {};
  for (const [key, raw] of Object.entries(properties)) {
    if (raw === null) continue;
    const value = unmark(raw, {
      secret: () => secrets.add(key),
      unknown: () => unknowns.add(key),
    });
    if (value !== undefined) values[key] = value;
  }
  return { values, secrets, unknowns };
}

interface Seen {
  readonly secret: () => void;
  readonly unknown: () => void;
}

function unmark(raw: JavaScriptValue | undefined, seen: Seen): unknown {
  if (typeof raw === "string" && unknownTexts.has(raw)) {
    seen.unknown();
    return unknown;
  }
  if (Array.isArray(raw)) return raw.map((item: JavaScriptValue) => unmark(item, seen));
  if (raw === null || typeof raw !== "object") return raw;
  const marked = raw as Record<string, JavaScriptValue | undefined>;
  if (marked[signature] === secretSignature) {
    seen.secret();
    return unmark(marked["value"], seen);
  }
  if (marked[signature] === outputSignature) {
    if (marked["secret"] === true) seen.secret();
    if ("value" in marked) return unmark(marked["value"], seen);
    seen.unknown();
    return unknown;
  }
  return Object.fromEntries(Object.entries(marked).map(([key, value]) => [key, unmark(value, seen)]));
}

/** The same the other way: the named top-level properties leave as secrets. */
export function encode(values: object, secrets: Iterable<string> = []): Struct {
  const secret = new Set(secrets);
  const marked = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const plain = mark(value);
      return [key, secret.has(key) ? { [signature]: secretSignature, value: plain } : plain] as const;
    });
  return Struct.fromJavaScript(Object.fromEntries(marked));
}

const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function mark(value: unknown): JavaScriptValue {
  if (value === unknown) return unknownText;
  if (Array.isArray(value)) return value.map(mark);
  if (value !== null && typeof value === "object") {
    const known = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(known.map(([key, item]) => [key, mark(item)]));
  }
  return value as JavaScriptValue;
}
