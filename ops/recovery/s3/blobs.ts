import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { Blob, Listener } from "../types";
import type { S3Folder } from "./client";
import { inWords } from "./in-words";
import { decoded, inOrderOfBytes, type Page, pages } from "./listing";
import { removeKeys } from "./remove";

/**
 * The blobs below a tenant's folder, by the order of their paths' bytes.
 *
 * @throws Failure where the listing is refused, breaks off, or comes in another order
 */
export async function* listBlobs(tenant: S3Folder, signal: AbortSignal): AsyncGenerator<Blob, void, undefined> {
  const listing = pages((token: string | undefined) => pageOf(tenant, token, signal));
  for await (const { key, size, modified } of inOrderOfBytes(tenant.bucket, listing)) {
    yield { path: key, size, modified };
  }
}

interface Listed {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
}

async function pageOf(
  { client, bucket, prefix }: S3Folder,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Page<Listed, string>> {
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    EncodingType: "url",
    ...(token === undefined ? {} : { ContinuationToken: token }),
  });
  const request = { client, act: `list the bucket ${bucket}`, needs: `s3:ListBucket on ${bucket}` };
  const {
    Contents = [],
    NextContinuationToken,
    EncodingType,
  } = await inWords(request, signal, () => client.send(command, { abortSignal: signal }));
  return {
    entries: Contents.map(({ Key = "", Size = 0, LastModified = new Date() }) => ({
      key: decoded(Key, EncodingType).slice(prefix.length),
      size: Size,
      modified: LastModified,
    })),
    next: NextContinuationToken === "" ? undefined : NextContinuationToken,
  };
}

/**
 * Removes blobs below a tenant's folder. One that is not there any more is no failure.
 *
 * @returns how many were to be removed
 * @throws Failure where S3 refuses to remove one
 */
export async function removeBlobs(
  tenant: S3Folder,
  paths: AsyncIterable<string> | Iterable<string>,
  { progress, signal }: Listener,
): Promise<number> {
  return removeKeys(tenant, paths, signal, (removed) => {
    progress(`${removed} blobs removed`);
  });
}
