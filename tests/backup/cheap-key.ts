import { createCipheriv, createHash, scryptSync } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const keyFile = z.looseObject({ N: z.int(), r: z.int(), p: z.int(), salt: z.base64(), data: z.base64() });
type KeyFile = z.infer<typeof keyFile>;

/**
 * Lets the password open a repository in no time: restic derives a key from it at each start, which is meant to take half
 * a second. The repository's own key stays; what wraps it is written anew, with the least work that restic accepts.
 */
export function makeKeyCheap(location: string, password: string): void {
  const folder = path.join(location, "keys");
  const [name = ""] = readdirSync(folder);
  const key = keyFile.parse(JSON.parse(readFileSync(path.join(folder, name), "utf8")));
  const data = Buffer.from(key.data, "base64");
  const [nonce, sealed, tag] = [data.subarray(0, 16), data.subarray(16, -16), data.subarray(-16)];
  const old = wrapping(password, key);
  if (!seal(old, nonce, sealed).equals(tag)) throw new Error(`the password does not open ${location}`);
  const cheap = { ...key, N: 2, r: 1, p: 1 };
  const other = wrapping(password, cheap);
  const resealed = crypt(other, nonce, crypt(old, nonce, sealed));
  cheap.data = Buffer.concat([nonce, resealed, seal(other, nonce, resealed)]).toString("base64");
  const text = JSON.stringify(cheap);
  writeFileSync(path.join(folder, createHash("sha256").update(text).digest("hex")), text);
  rmSync(path.join(folder, name));
}

/** What encrypts, and the two halves of what authenticates. */
interface Keys {
  readonly encryption: Buffer;
  readonly k: Buffer;
  readonly r: Buffer;
}

function wrapping(password: string, { N, r, p, salt }: KeyFile): Keys {
  const bytes = scryptSync(password, Buffer.from(salt, "base64"), 64, { N, r, p, maxmem: 256 * 1024 * 1024 });
  return { encryption: bytes.subarray(0, 32), k: bytes.subarray(32, 48), r: bytes.subarray(48) };
}

/** AES in counter mode, both ways. */
const crypt = ({ encryption }: Keys, nonce: Buffer, content: Buffer): Buffer =>
  createCipheriv("aes-256-ctr", encryption, nonce).update(content);

/** Poly1305-AES, of which Node has only the successor. */
function seal({ k, r }: Keys, nonce: Buffer, content: Buffer): Buffer {
  const clamped = number(r) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < content.length; at += 16) {
    const block = Buffer.concat([content.subarray(at, at + 16), Buffer.from([1])]);
    sum = ((sum + number(block)) * clamped) % ((1n << 130n) - 5n);
  }
  const mask = number(createCipheriv("aes-128-ecb", k, null).setAutoPadding(false).update(nonce));
  const tag = ((sum + mask) % (1n << 128n)).toString(16).padStart(32, "0");
  return Buffer.from(tag, "hex").reverse();
}

const number = (bytes: Buffer): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
