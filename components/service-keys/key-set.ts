/** A secret text to sign with, and the id by which the header of what it signed names it. */
export interface Key {
  readonly kid: string;
  readonly text: string;
}

/** The keys of one purpose: the one that signs, and those that are accepted beside it. */
export interface Keys {
  readonly sign: Key;
  readonly others: readonly Key[];
}

/** A symmetric key as a JSON Web Key (RFC 7517, RFC 7518 section 6.4). */
export interface WebKey {
  readonly kty: "oct";
  readonly kid: string;
  readonly alg: "HS256";
  /** The key's bytes in base64url. */
  readonly k: string;
}

/** The id of a generation's key. Every key has one: a key without would capture every token that names some other. */
export const kidOf = (purpose: "token" | "url", generation: string): string => `${purpose}-${generation}`;

/** What the storage service takes as `JWT_JWKS`. It signs URLs with a key that it finds a second time among the keys. */
export function serviceKeySet(tokens: Keys, urls: Keys): string {
  return JSON.stringify({ keys: webKeys(tokens, urls), urlSigningKey: webKey(urls.sign) });
}

/** The set for who verifies tokens alone. The keys of URLs are not in it: what they sign would pass as a token there. */
export function verifierKeySet(tokens: Keys): string {
  return JSON.stringify({ keys: webKeys(tokens) });
}

/** The key that signs tokens, for who signs users in. It stands in the verifiers' sets too, since it is symmetric. */
export const signingKey = (tokens: Keys): string => JSON.stringify(webKey(tokens.sign));

/**
 * A token for one of the database's roles. It says neither when it was issued nor when it expires: with the same key it
 * is the same text at every run, so that nothing unchanged differs in a preview. It ends with its key.
 */
export async function apiKey(role: "anon" | "service_role", key: Key): Promise<string> {
  const { SignJWT } = await import("jose/jwt/sign"); // when it is needed: a first preview has no key to sign with
  return new SignJWT({ role, iss: "alfred-storage" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", kid: key.kid })
    .sign(Buffer.from(key.text));
}

/** By id, so that neither the order in a stack file nor a change of who signs makes another text. */
function webKeys(...purposes: readonly Keys[]): WebKey[] {
  const keys = purposes.flatMap(({ sign, others }) => [sign, ...others]);
  return keys.sort((one, other) => (one.kid < other.kid ? -1 : 1)).map(webKey);
}

const webKey = ({ kid, text }: Key): WebKey => ({
  kty: "oct",
  kid,
  alg: "HS256",
  k: Buffer.from(text).toString("base64url"),
});
