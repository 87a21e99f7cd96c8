import { readFileSync } from "node:fs";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as rpc from "@pulumi/pulumi/runtime/rpc";

type Marked = Readonly<Record<string, JavaScriptValue | undefined>>;

/** Property values as people read them: secrets as `[secret]` at any depth, assets as their text. */
export function readable(struct: Struct | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(struct?.toJavaScript() ?? {}).map(([key, value]) => [key, plain(value)]));
}

function plain(value: JavaScriptValue | undefined): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === rpc.unknownValue) return "[unknown]";
  if (value === null || value === undefined || typeof value !== "object") return value;
  const marked = value as Marked;
  switch (marked[rpc.specialSigKey]) {
    case undefined:
      return Object.fromEntries(Object.entries(marked).map(([key, item]) => [key, plain(item)]));
    case rpc.specialSecretSig:
      return "[secret]";
    case rpc.specialAssetSig:
      return assetText(marked);
    case rpc.specialArchiveSig:
      return plain(marked["assets"] ?? marked["path"] ?? marked["uri"]);
    case rpc.specialResourceSig:
      return plain(marked["urn"]);
    default:
      return plain(marked["value"]);
  }
}

function assetText({ text, path, uri }: Marked): unknown {
  return typeof path === "string" && path !== "" ? readFileSync(path, "utf8") : (text ?? uri);
}

/** Marks properties as secret, as the engine does with a resource's additional secret outputs. */
export function withSecrets(struct: Struct | undefined, secrets: readonly string[]): Record<string, JavaScriptValue> {
  const values = struct?.toJavaScript() ?? {};
  const mark = (key: string, value: JavaScriptValue): JavaScriptValue =>
    secrets.includes(key) && (value as Marked | null)?.[rpc.specialSigKey] !== rpc.specialSecretSig
      ? { [rpc.specialSigKey]: rpc.specialSecretSig, value }
      : value;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, mark(key, value)]));
}
