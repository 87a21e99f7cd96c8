import { errors, importJWK, type JWK, type JWTHeaderParameters, jwtVerify, SignJWT } from "jose";

/** The two variables of the storage service that decide which tokens it accepts. */
export interface Configuration {
  /** `AUTH_JWT_SECRET` */
  readonly secret: string;
  /** `JWT_JWKS` */
  readonly keySet?: string;
}

export interface Verifier {
  /** What a valid token says; undefined for any other. */
  verify(token: string): Promise<Record<string, unknown> | undefined>;
  /** The token of a URL for the path that holds for so many seconds. */
  signUrl(path: string, seconds: number): Promise<string>;
  verifyUrl(path: string, token: string): Promise<boolean>;
}

/**
 * Accepts and refuses tokens and signed URLs as the storage service does (measured with v1.70.6, each case in the spec),
 * in the one place where tests need it without a service. Configuration is read once, as there.
 */
export function verifierOf({ secret, keySet }: Configuration): Verifier {
  const staticKey = new TextEncoder().encode(secret);
  const set = keySet === undefined ? { keys: [] } : read(keySet);

  const keyFor = async ({ kid, alg }: JWTHeaderParameters) => {
    if (set === "useless") throw new errors.JWKSInvalid();
    const key = kid === undefined ? undefined : choose(set.keys, kid, alg);
    if (alg !== (key === undefined ? "HS256" : (key.alg ?? alg))) throw new errors.JOSEAlgNotAllowed();
    return key === undefined ? staticKey : importJWK(key, alg);
  };

  const verify = async (token: string) => {
    try {
      return (await jwtVerify<Record<string, unknown>>(token, keyFor)).payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };

  return {
    verify,
    signUrl: async (path, seconds) => {
      const key = set === "useless" ? undefined : set.urlSigningKey;
      return new SignJWT({ url: path })
        .setIssuedAt()
        .setExpirationTime(`${seconds} s`)
        .setProtectedHeader({ alg: key?.alg ?? "HS256", ...(key?.kid === undefined ? {} : { kid: key.kid }) })
        .sign(key === undefined ? staticKey : await importJWK(key));
    },
    verifyUrl: async (path, token) => (await verify(token))?.["url"] === path,
  };
}

interface KeySet {
  readonly keys: readonly JWK[];
  readonly urlSigningKey?: JWK;
}

/** Broken JSON stops the start. A bare array does not, and then everything is refused. */
function read(text: string): KeySet | "useless" {
  const set = JSON.parse(text) as Partial<KeySet> | readonly JWK[];
  return "length" in set ? "useless" : { ...set, keys: set.keys ?? [] };
}

/**
 * The service takes the first key that has the token's id, or is symmetric and has none; so one without stands before
 * all that follow it. Here it stands before all others wherever it is: whoever writes one has to expect the worst.
 */
function choose(keys: readonly JWK[], kid: string, alg: string): JWK | undefined {
  const greedy = alg.startsWith("HS") ? keys.find((key) => key.kty === "oct" && key.kid === undefined) : undefined;
  return greedy ?? keys.find((key) => key.kid === kid);
}
