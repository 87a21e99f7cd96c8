import { execFile } from "node:child_process";
import { createCipheriv, createHash, type Cipheriv } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { ObjectRow } from "../../ops/recovery/types";

/** An object of the file backend, whose blob lies at `<bucket>/<name>/<version>` below the tenant's folder. */
export interface MadeObject {
  readonly bucket: string;
  readonly name: string;
  /** A UUID. */
  readonly version: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
  readonly cacheControl: string;
  /** As the service writes it: hexadecimal MD5 in quotes. */
  readonly etag: string;
  /** Hexadecimal, of the blob's content. */
  readonly sha256: string;
}

export interface MakeOptions {
  /** The tenant's, that is `<path>/<global bucket>/<tenant>` of the service; made where it is missing. */
  readonly folder: string;
  readonly count: number;
  /** The same seed makes the same objects, versions and bytes. */
  readonly seed: number;
  /** How many others come before them. Those at the same place have the same bucket and name. Default: 0. */
  readonly begin?: number;
}

/** One that can run a statement: a client or a pool of `pg`. */
interface Queries {
  query(statement: string, values?: unknown[]): Promise<unknown>;
}

/** Sorted otherwise as paths than folder by folder: `!` and the space come before the slash. */
export const madeBuckets = ["avatars", "avatars!", "Documents 2026"];

const contentTypes = [
  "application/octet-stream",
  "image/png",
  "text/plain;charset=UTF-8",
  'multipart/mixed; boundary="a b"',
  "text/plain; title=日本",
];
const cacheControls = ["no-cache", "max-age=3600", "public, max-age=31536000, immutable"];

/** Names that programs stumble over. Some are folders of others, some the same but for their normal form or order. */
const oddNames = [
  "plain.txt",
  "a",
  "a/b",
  "a!b",
  "a0",
  "a b/c d.txt",
  "Ünïcödé/naïve.txt".normalize("NFC"),
  "Ünïcödé/naïve.txt".normalize("NFD"),
  "日本語/ファイル.pdf",
  "😀/👩‍👩‍👧‍👦.png",
  "\uff5e.txt",
  "'single' and \"double\".txt",
  "back\\slash/\\012.txt",
  "new\nline\r\n.txt",
  "\n",
  "-rf",
  "--help/-n",
  "100%25 %s%n.txt",
  " leading and trailing ",
  "tab\tbell\x07escape\x1b[31m",
  "# file: comment",
  "*?[a-z]{x}$HOME`id`;&|<>",
  "...",
  ".emptyFolderPlaceholder",
  "x".repeat(255),
  `${"é".repeat(127)}/${"😀".repeat(63)}`,
  "deep/".repeat(40) + "end",
];

/**
 * Makes objects as the service's file backend stores them, with their content type and cache control in extended
 * attributes. Their names are odd (both normal forms of Unicode, emoji, quotes, line breaks, segments of 255 bytes),
 * some are empty, and one in 500 has a few MiB. 5,000 take a few seconds.
 */
export async function makeObjects({ folder, count, seed, begin = 0 }: MakeOptions): Promise<readonly MadeObject[]> {
  const random = new Random(seed);
  mkdirSync(folder, { recursive: true });
  const objects = Array.from({ length: count }, (_, index) => makeObject(folder, begin + index, random));
  await setAttributes(folder, objects);
  return objects;
}

/** Writes rows, over those of the same names, and their buckets where they are missing. @param client may write in both tables */
export async function insertRows(client: Queries, objects: readonly ObjectRow[]): Promise<void> {
  const buckets = [...new Set(objects.map(({ bucket }) => bucket))];
  const missing =
    "INSERT INTO storage.buckets (id, name) SELECT id, id FROM unnest($1::text[]) id ON CONFLICT DO NOTHING";
  await client.query(missing, [buckets]);
  for (let begin = 0; begin < objects.length; begin += 1000) {
    const rows = objects.slice(begin, begin + 1000).map(({ bucket, name, version, ...object }) => ({
      bucket,
      name,
      version,
      metadata: {
        eTag: object.etag,
        size: object.size,
        mimetype: object.contentType,
        cacheControl: object.cacheControl,
        lastModified: "2026-11-27T02:17:00.000Z",
        contentLength: object.size,
        httpStatusCode: 200,
      },
    }));
    await client.query(
      `INSERT INTO storage.objects (bucket_id, name, version, metadata) SELECT bucket, name, version, metadata
         FROM jsonb_to_recordset($1) AS made (bucket text, name text, version text, metadata jsonb)
           ON CONFLICT (bucket_id, name) DO UPDATE SET version = excluded.version, metadata = excluded.metadata`,
      [JSON.stringify(rows)],
    );
  }
}

function makeObject(folder: string, index: number, random: Random): MadeObject {
  const bucket = pick(madeBuckets, index);
  const odd = pick(oddNames, Math.floor(index / madeBuckets.length));
  const round = Math.floor(index / madeBuckets.length / oddNames.length);
  const name = round === 0 ? odd : `${round % 7}/${round}/${odd}`;
  const version = random.uuid();
  const content = random.bytes(sizeOf(index, random));
  const file = path.join(folder, bucket, name, version);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return {
    bucket,
    name,
    version,
    size: content.length,
    contentType: pick(contentTypes, random.below(contentTypes.length)),
    cacheControl: pick(cacheControls, random.below(cacheControls.length)),
    etag: `"${createHash("md5").update(content).digest("hex")}"`,
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}

function sizeOf(index: number, random: Random): number {
  if (index % 500 === 250) return 1024 * 1024 + random.below(4 * 1024 * 1024);
  return index % 50 === 0 ? 0 : random.below(4096);
}

/** One process for all. Its input has the form that getfattr writes. */
async function setAttributes(folder: string, objects: readonly MadeObject[]): Promise<void> {
  const escaped = (text: string) =>
    text.replace(/[\\\n\r]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`);
  const attribute = (name: string, value: string) =>
    `user.supabase.${name}=0s${Buffer.from(value).toString("base64")}\n`;
  const text = objects.map(
    ({ bucket, name, version, contentType, cacheControl }) =>
      `# file: ${escaped(`${folder}/${bucket}/${name}/${version}`)}\n` +
      `${attribute("content-type", contentType)}${attribute("cache-control", cacheControl)}\n`,
  );
  const running = promisify(execFile)("setfattr", ["--restore=-"]);
  running.child.stdin?.on("error", () => undefined).end(text.join("")); // a process that failed reads no more
  await running;
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? "";
}

/** A stream of bytes that a seed determines. */
class Random {
  readonly #stream: Cipheriv;

  constructor(seed: number) {
    const key = createHash("sha256").update(String(seed)).digest();
    this.#stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  }

  bytes(length: number): Buffer {
    return this.#stream.update(Buffer.alloc(length));
  }

  below(limit: number): number {
    return this.bytes(4).readUInt32BE() % limit;
  }

  uuid(): string {
    const hex = this.bytes(16).toString("hex");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  }
}
