import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

/** PostgreSQL's own number of rounds (`scram_iterations`). */
const rounds = 4096;

/**
 * What PostgreSQL stores for a password (RFC 5802, `pg_authid.rolpassword`). Sent instead of the password itself, so
 * that the password stands in no statement, and so in no log of the server.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), iterations: number = rounds): string {
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, iterations, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(hmac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${hmac("Server Key").toString("base64")}`;
}

/** Whether a stored verifier was made from that password; undefined for a form other than SCRAM-SHA-256. */
export function isVerifierOf(verifier: string, password: string): boolean | undefined {
  const [, iterations, salt] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$[^:]+:.+$/.exec(verifier) ?? [];
  if (iterations === undefined || salt === undefined) return undefined;
  const expected = scramVerifier(password, Buffer.from(salt, "base64"), Number(iterations));
  return expected.length === verifier.length && timingSafeEqual(Buffer.from(expected), Buffer.from(verifier));
}
