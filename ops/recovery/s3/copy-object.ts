import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import pLimit from "p-limit";
import { Failure } from "../../../cluster/failure";
import { patience, type S3Folder } from "./client";
import { type Content, headOf, isDigest, versioned } from "./comparison";
import { inWords } from "./in-words";

/** Which objects are copied in parts. */
export interface PartSizes {
  /** In bytes: larger ones. One request copies no more than 5 GiB. */
  readonly above: number;
  /** In bytes: no part is smaller, but the last one. An object has up to 10,000. */
  readonly part: number;
}

const GiB = 2 ** 30;
const usual: PartSizes = { above: 5 * GiB, part: GiB / 2 };
const mostParts = 10_000;
const partsAtOnce = 4;

/** What came of a copy. */
export interface Copied {
  /** "null" where the bucket has no versions. */
  readonly versionId: string;
  readonly etag: string;
}

/**
 * Copies a version from bucket to bucket without reading it here, with content type, cache control and what else stands
 * beside the content, except tags: those of the service say that an upload is unfinished, and have it removed. The copy
 * is encrypted as its bucket says, and in the class of storage of new objects: whatever moved the original to a cheaper
 * one does so again.
 *
 * Where the buckets belong to two accounts, the client of the copies has to be allowed to read the original.
 *
 * @throws Failure, which is `missing` where the original is gone
 */
export async function copyObject(
  from: S3Folder,
  original: Content,
  to: S3Folder,
  key: string,
  signal: AbortSignal,
  sizes: PartSizes = usual,
): Promise<Copied> {
  const order = { from, original, to, key, signal };
  const { versionId = "null", etag = "" } =
    original.size > sizes.above ? await inParts(order, sizes.part) : await atOnce(order);
  if (etag === original.etag && isDigest(etag)) return { versionId, etag };
  const made = await headOf(to, { key, versionId }, signal);
  if (made.size === original.size) return { versionId, etag };
  throw new Failure(
    `The copy of ${JSON.stringify(from.prefix + original.key)} in the bucket ${to.bucket} has ${made.size} bytes ` +
      `instead of ${original.size}. Look who else writes there.`,
  );
}

interface Order {
  readonly from: S3Folder;
  readonly original: Content;
  readonly to: S3Folder;
  /** Of the copy. */
  readonly key: string;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly versionId: string | undefined;
  readonly etag: string | undefined;
}

async function atOnce(order: Order): Promise<Answer> {
  const { to, key, signal } = order;
  const command = new CopyObjectCommand({
    Bucket: to.bucket,
    Key: to.prefix + key,
    ...source(order),
    TaggingDirective: "REPLACE",
  });
  const { VersionId, CopyObjectResult } = await inWords(copying(order), signal, () =>
    to.client.send(command, { abortSignal: signal, requestTimeout: patience.copy }),
  );
  return { versionId: VersionId, etag: CopyObjectResult?.ETag };
}

async function inParts(order: Order, atLeast: number): Promise<Answer> {
  const { from, original, to, key, signal } = order;
  const request = copying(order);
  const target = { Bucket: to.bucket, Key: to.prefix + key };
  const of = { Bucket: from.bucket, Key: from.prefix + original.key, ...versioned(original.versionId) };
  const beside = await inWords(request, signal, () =>
    to.client.send(new HeadObjectCommand(of), { abortSignal: signal }),
  );
  const { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, Metadata } = beside;
  const kept = { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, Metadata };
  const { UploadId } = await inWords(request, signal, () =>
    to.client.send(new CreateMultipartUploadCommand({ ...target, ...kept }), { abortSignal: signal }),
  );
  try {
    const Parts = await copyParts(order, UploadId, Math.max(atLeast, Math.ceil(original.size / mostParts)));
    const { VersionId, ETag } = await inWords(request, signal, () =>
      to.client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }), {
        abortSignal: signal,
        requestTimeout: patience.copy,
      }),
    );
    return { versionId: VersionId, etag: ETag };
  } catch (error) {
    // The bucket's lifecycle removes what stays behind where this fails, too.
    await to.client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(Boolean);
    throw error;
  }
}

async function copyParts(order: Order, UploadId: string | undefined, size: number) {
  const { original, to, key, signal } = order;
  const begins = Array.from({ length: Math.ceil(original.size / size) }, (_, index) => index * size);
  return pLimit(partsAtOnce).map(begins, async (begin, index) => {
    const command = new UploadPartCopyCommand({
      Bucket: to.bucket,
      Key: to.prefix + key,
      UploadId,
      PartNumber: index + 1,
      ...source(order),
      CopySourceRange: `bytes=${begin}-${Math.min(begin + size, original.size) - 1}`,
    });
    const { CopyPartResult } = await inWords(copying(order), signal, () =>
      to.client.send(command, { abortSignal: signal, requestTimeout: patience.copy }),
    );
    return { PartNumber: index + 1, ETag: CopyPartResult?.ETag };
  });
}

/** The original as a header names it. What has no version to pin has to be what the listing said. */
function source({ from, original: { key, versionId, etag } }: Order): {
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string;
} {
  const CopySource = [from.bucket, ...(from.prefix + key).split("/")].map(encodeURIComponent).join("/");
  if (versionId === "null") return { CopySource, CopySourceIfMatch: etag };
  return { CopySource: `${CopySource}?versionId=${encodeURIComponent(versionId)}` };
}

const copying = ({ from, to }: Order) => ({
  client: to.client,
  act: `copy from the bucket ${from.bucket} to ${to.bucket}`,
  needs: `s3:GetObject and s3:GetObjectVersion on ${from.bucket}, s3:PutObject on ${to.bucket}`,
});
