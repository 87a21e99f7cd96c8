import { createHash } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import pLimit from "p-limit";
import { blobPath, type ObjectRow } from "../../ops/recovery/types";

/** An object as the service keeps it in S3, with its row. */
export interface MadeBlob {
  readonly row: ObjectRow;
  /** Below the tenant's folder. */
  readonly path: string;
  readonly content: Buffer;
  readonly type: string;
  readonly cacheControl: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Two of them begin alike, and go on with what comes before the slash. */
const buckets = ["avatars", "avatars!", "Documents 2026"];
const types = ["application/octet-stream", "image/png", "text/plain;charset=UTF-8", 'multipart/mixed; boundary="a b"'];
const cacheControls = ["no-cache", "max-age=3600", "public, max-age=31536000, immutable"];

/** Names that end up in URLs, headers and XML, and are sorted otherwise in UTF-16 or in folders. */
const oddNames = [
  "a",
  "a/b",
  "a b",
  "a!b",
  "a+b%20c%2Fd.txt",
  "a?versions&x=y#z;w",
  "Ünïcödé/naïve.txt".normalize("NFC"),
  "Ünïcödé/naïve.txt".normalize("NFD"),
  "日本語/ファイル.pdf",
  "😀.png",
  "\uff5e.png",
  "new\nline\r\n.txt",
  "tab\tand ] ]]> & <x> 'y' \"z\"",
  " leading and trailing ",
  "*'()!~_-.",
  "C:\\back\\slash",
  [200, 250, 200].map((length) => "x".repeat(length)).join("/"),
];

/** In the order of the service's rows, that is by the bytes of their paths. The same count makes the same objects. */
export function makeBlobs(count: number): MadeBlob[] {
  return Array.from({ length: count }, (_, index) => makeBlob(index)).sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
}

export function makeBlob(index: number): MadeBlob {
  const bucket = pick(buckets, index);
  const odd = pick(oddNames, Math.floor(index / buckets.length));
  const round = Math.floor(index / buckets.length / oddNames.length);
  const name = round === 0 ? odd : `${round % 5}/${round}/${odd}`;
  const hash = createHash("sha256").update(String(index)).digest("hex");
  const version = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  const content = Buffer.from(hash.repeat(index % 23));
  const type = pick(types, index);
  const cacheControl = pick(cacheControls, index);
  const etag = `"${createHash("md5").update(content).digest("hex")}"`;
  const row = { bucket, name, version, size: content.length, etag, contentType: type, cacheControl };
  return { row, path: blobPath(row), content, type, cacheControl, metadata: { round: String(round) } };
}

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? "";

/** Writes them below a folder of a bucket. */
export async function putBlobs(
  client: S3Client,
  bucket: string,
  prefix: string,
  blobs: readonly MadeBlob[],
): Promise<void> {
  await pLimit(16).map(blobs, ({ path, content, type, cacheControl, metadata }) =>
    client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: prefix + path,
        Body: content,
        ContentType: type,
        CacheControl: cacheControl,
        Metadata: metadata,
      }),
    ),
  );
}

/** What can be got of them below a folder of a bucket, in the order of the blobs. */
export async function getBlobs(
  client: S3Client,
  bucket: string,
  prefix: string,
  blobs: readonly MadeBlob[],
): Promise<Omit<MadeBlob, "row">[]> {
  return pLimit(16).map(blobs, async ({ path }) => {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + path }));
    return {
      path,
      content: Buffer.from((await answer.Body?.transformToByteArray()) ?? []),
      type: answer.ContentType ?? "",
      cacheControl: answer.CacheControl ?? "",
      metadata: answer.Metadata ?? {},
    };
  });
}
