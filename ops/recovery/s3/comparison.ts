import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { Failure } from "../../../cluster/failure";
import type { S3Folder } from "./client";
import { inWords } from "./in-words";
import type { ObjectVersion } from "./versions";

/** What a listing says of a version's content. */
export type Content = Pick<ObjectVersion, "versionId" | "size" | "etag"> & {
  /** Below the prefix of its folder. */
  readonly key: string;
};

/** Whether an ETag may be the MD5 of the content. That of an object of several parts is another sum. */
export const isDigest = (etag: string): boolean => /^"[0-9a-f]{32}"$/.test(etag);

/** What S3 says of one version. */
export interface Head {
  /** In bytes. */
  readonly size: number;
  readonly etag: string;
  readonly versionId: string;
  /** Whether a key of KMS or of the client encrypts it, so that its ETag is no digest, whatever it looks like. */
  readonly keyed: boolean;
}

/** @throws Failure, which is `missing` where there is no such version */
export async function headOf(
  { client, bucket, prefix }: S3Folder,
  { key, versionId }: { readonly key: string; readonly versionId?: string },
  signal: AbortSignal,
): Promise<Head> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: prefix + key, ...versioned(versionId) });
  const request = {
    client,
    act: `look at an object in the bucket ${bucket}`,
    needs: `s3:GetObjectVersion on ${bucket}`,
  };
  const answer = await inWords(request, signal, () => client.send(command, { abortSignal: signal }));
  return {
    size: answer.ContentLength ?? 0,
    etag: answer.ETag ?? "",
    versionId: answer.VersionId ?? "null",
    keyed: isKeyed(answer),
  };
}

export const isKeyed = (answer: {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
}): boolean => answer.ServerSideEncryption?.startsWith("aws:kms") === true || answer.SSECustomerAlgorithm !== undefined;

/** What never had a version is asked for without one: some servers know no "null". */
export const versioned = (versionId: string | undefined): { readonly VersionId?: string } =>
  versionId === undefined || versionId === "null" ? {} : { VersionId: versionId };

/**
 * Tells by what listings say whether versions of two folders have the same content.
 *
 * Where a key of KMS encrypts, ETags are no digests and differ between copies, which a listing does not say. So the
 * first pair that differs in nothing else is looked at, and if it is so, sizes count alone from then on.
 */
export class Comparison {
  readonly #one: S3Folder;
  readonly #other: S3Folder;
  #sizesOnly = false;

  constructor(one: S3Folder, other: S3Folder) {
    this.#one = one;
    this.#other = other;
  }

  async same(one: Content, other: Content, signal: AbortSignal): Promise<boolean> {
    if (one.size !== other.size) return false;
    if (one.etag === other.etag || !isDigest(one.etag) || !isDigest(other.etag)) return true;
    this.#sizesOnly ||= (await keyed(this.#other, other, signal)) || (await keyed(this.#one, one, signal));
    return this.#sizesOnly;
  }
}

async function keyed(folder: S3Folder, content: Content, signal: AbortSignal): Promise<boolean> {
  try {
    return (await headOf(folder, content, signal)).keyed;
  } catch (error) {
    if (error instanceof Failure && error.missing) return false;
    throw error;
  }
}
