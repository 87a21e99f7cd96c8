import type { Issue } from "../components/issue";
import { opaque } from "./fields";
import { keyText } from "./key-text";
import { isMap, valueAt } from "./written";

type Path = Issue["path"];

/** Every key that holds a secret; `[]` stands for each entry of a list. */
export const secretKeys: readonly string[] = [
  "database.password",
  "registries[].password",
  "service.s3.accessKeyId",
  "service.s3.secretAccessKey",
  "backup.password",
  "backup.to.s3.accessKeyId",
  "backup.to.s3.secretAccessKey",
  "service.multiTenant.databaseUrl",
  "service.multiTenant.adminApiKeys",
  "service.multiTenant.encryptionKey",
];

/** The seed's key, which holds a secret too, though it is refused. */
const refusedKeys = ["service.encryption_key"];

const keyOf = (path: Path): string => keyText(path, "").replaceAll(/\[\d+\]/g, "[]");

/** Whether a secret stands at a path, or belongs there. */
export function isSecret(path: Path): boolean {
  return secretKeys.includes(keyOf(path));
}

/** The secret keys below a path, as they are called from there, such as `password`. */
export function secretsBelow(path: Path): string[] {
  const around = keyOf(path);
  return secretKeys
    .filter((key) => key.startsWith(`${around}.`) || key.startsWith(`${around}[`))
    .map((key) => key.slice(around.length).replace(/^(\[\])?\./, ""));
}

/**
 * Whether a value may be shown. No secret is, nor a map, list or text that stands where some belong: a misspelt key in
 * it may hold one. Nothing of the database section is, beyond what cannot hold a password by accident (a whole
 * connection URL as `host`, for example); nor a URL with a user, nor a value that contains one of the secrets.
 */
export function isShowable(config: unknown, path: Path, value: unknown): boolean {
  if (value === undefined || isSecret(path) || refusedKeys.includes(keyOf(path))) return false;
  const shown = JSON.stringify(value);
  if (/:\/\/[^/]*@/.test(shown) || secretsIn(config).some((secret) => shown.includes(inJson(secret)))) return false;
  if (path[0] === "database") return path[1] === "tunnel" ? isPlainTunnel(path, value) : isPlainInDatabase(path, shown);
  if (secretsBelow(path).length > 0) return typeof value === "boolean" || typeof value === "number";
  return typeof path[0] === "string";
}

const hosts = ["host", "serviceHost", "poolHost"];
const ports = ["port", "servicePort", "poolPort"];
const plainInDatabase = [...hosts, ...ports, "name", "administrator", "tls", "reach", "maxConnections"];

function isPlainInDatabase([, key = "", inner, ...deeper]: Path, shown: string): boolean {
  if (/[@:/{[]/.test(shown) || deeper.length > 0) return false;
  return inner === undefined ? plainInDatabase.includes(String(key)) : key === "limits";
}

/** A tunnel is shown as a whole too, since no rule sees one with keys that are not known. A text in its place is not. */
const isPlainTunnel = ({ length }: Path, value: unknown): boolean => length > 2 || isMap(value);

/** A text without the secrets that a person may have written in the wrong place too. */
export function redacted(config: unknown, text: string): string {
  return secretsIn(config).reduce((result, secret) => result.replaceAll(secret, opaque), text);
}

/** Shorter secrets occur in ordinary words, where hiding them would give them away. */
const shortestHidden = 4;

/** The secrets whose plain text is known, the longest first, since a shorter one may be a part of it. */
function secretsIn(config: unknown): string[] {
  return [...secretKeys, ...refusedKeys]
    .flatMap((key) => valuesOf(config, key.split(".")))
    .flatMap((value) => (typeof value === "string" || typeof value === "number" ? [String(value)] : []))
    .filter((secret) => secret.length >= shortestHidden && secret !== opaque)
    .sort((one, other) => other.length - one.length);
}

function valuesOf(here: unknown, [key, ...rest]: readonly string[]): unknown[] {
  if (key === undefined) return [here];
  const inner = valueAt(here, [key.replace("[]", "")]);
  if (!key.endsWith("[]")) return valuesOf(inner, rest);
  return Array.isArray(inner) ? inner.flatMap((item) => valuesOf(item, rest)) : [];
}

/** A text as it stands inside of a JSON text. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** The value with every encrypted secret in it replaced by a text, as the program sees one. */
export function decrypted(value: unknown, path: Path): unknown {
  if (isSecret(path)) return isEncrypted(value) ? opaque : value;
  if (Array.isArray(value)) return value.map((item, position) => decrypted(item, [...path, position]));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decrypted(item, [...path, key])]));
}

/** Whether a value is what `pulumi config set --secret` writes. */
export function isEncrypted(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 1 && typeof value["secure"] === "string";
}
