/** What looks like a secret where only what everybody may read should be. */

/** Ends of names whose values are secret. */
const secret = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|APIKEY|[_.-](PASS|PWD|KEY))$/;

/** Keys that everybody may know, or that only find something. */
const harmless = /(PUBLIC|PARTITION|SORT|CACHE|OBJECT|PRIMARY|ROUTING|IDEMPOTENCY)_KEY$/;

/** Encodings and numbers that may follow. */
const endings = /[_.-](BASE64|B64|HEX|PEM|[0-9]+)$/;

/** Nothing, a switch, or the path of a file, with `@` before it as PostgREST has it. */
const plain = /^(|true|false|@?\/[\w./-]+)$/i;

/** Whether a value under this name is probably a secret, as under `dbPassword`, `JWT_SECRET` or `API_KEY_BASE64`. */
export function isSecret(name: string, value: string): boolean {
  const words = `_${name.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toUpperCase()}`.replace(endings, "");
  return secret.test(words) && !harmless.test(words) && !plain.test(value);
}

const passwordInUrl = /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** What is secret in a text; undefined where nothing is. */
export function secretIn(text: string): "a URL with a password" | "a private key" | undefined {
  if (passwordInUrl.test(text)) return "a URL with a password";
  return privateKey.test(text) ? "a private key" : undefined;
}
