import { errors, importJWK, type JWK, jwtVerify } from "jose";

/** Gives what a token says, undefined where no key of the set verifies it. A token without `kid` tries every key. */
export function verifierOf(keySet: string): (token: string) => Promise<Record<string, unknown> | undefined> {
  const { keys } = JSON.parse(keySet) as { readonly keys: readonly JWK[] };
  return async (token) => {
    for (const key of keys) {
      try {
        const { payload, protectedHeader } = await jwtVerify<Record<string, unknown>>(token, await importJWK(key));
        if (protectedHeader.kid === undefined || protectedHeader.kid === key.kid) return payload;
      } catch (error) {
        if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error; // another kind of key
      }
    }
    return undefined;
  };
}
