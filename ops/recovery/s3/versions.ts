import { ListObjectVersionsCommand, type ObjectVersion as Listed } from "@aws-sdk/client-s3";
import { Failure } from "../../../cluster/failure";
import type { S3Folder } from "./client";
import { inWords } from "./in-words";
import { decoded, inOrderOfBytes, type Page, pages } from "./listing";

/** A version of an object, as a bucket lists it. */
export interface ObjectVersion {
  /** Without the folder's prefix. */
  readonly key: string;
  /** "null" where it was written while the bucket had no versions. */
  readonly versionId: string;
  /** In bytes. */
  readonly size: number;
  /** In quotes, as S3 tells it. */
  readonly etag: string;
  readonly modified: Date;
  /** Whether it is what one gets by the key alone. */
  readonly latest: boolean;
}

/**
 * The objects that are there now, in the order of their keys' bytes. Never more than two pages of them are in memory.
 *
 * @throws Failure where the listing is refused, breaks off, or comes in another order
 */
export async function* currentVersions(
  folder: S3Folder,
  signal: AbortSignal,
): AsyncGenerator<ObjectVersion, void, undefined> {
  for await (const version of allVersions(folder, signal)) {
    if (version.latest) yield version;
  }
}

/** The same with the versions that were replaced or removed. Those of a key come one after the other. */
export function allVersions(folder: S3Folder, signal: AbortSignal): AsyncGenerator<ObjectVersion, void, undefined> {
  return inOrderOfBytes(
    folder.bucket,
    pages((mark: Mark | undefined) => pageOf(folder, mark, signal)),
  );
}

/** The last version of a page. */
interface Mark {
  readonly key: string;
  readonly versionId: string | undefined;
}

async function pageOf(
  { client, bucket, prefix }: S3Folder,
  mark: Mark | undefined,
  signal: AbortSignal,
): Promise<Page<ObjectVersion, Mark>> {
  const command = new ListObjectVersionsCommand({
    Bucket: bucket,
    Prefix: prefix,
    EncodingType: "url",
    ...(mark === undefined ? {} : { KeyMarker: mark.key, VersionIdMarker: mark.versionId }),
  });
  const act = `list the versions in the bucket ${bucket}`;
  const answer = await inWords({ client, act, needs: `s3:ListBucketVersions on ${bucket}` }, signal, () =>
    client.send(command, { abortSignal: signal }),
  );
  const { Versions = [], IsTruncated, NextKeyMarker, NextVersionIdMarker, EncodingType } = answer;
  const entries = Versions.map((version) => toVersion(version, prefix, EncodingType));
  if (IsTruncated !== true) return { entries: withoutMark(entries, mark, prefix), next: undefined };
  if (NextKeyMarker === undefined || NextKeyMarker === "") {
    throw new Failure(`The listing of the bucket ${bucket} breaks off without saying where.`);
  }
  return {
    entries: withoutMark(entries, mark, prefix),
    next: { key: decoded(NextKeyMarker, EncodingType), versionId: NextVersionIdMarker },
  };
}

function toVersion(
  // One without a date is as good as new, so that nobody takes it for old enough to be removed.
  { Key = "", VersionId = "null", Size = 0, ETag = "", LastModified = new Date(), IsLatest = false }: Listed,
  prefix: string,
  encoding: string | undefined,
): ObjectVersion {
  return {
    key: decoded(Key, encoding).slice(prefix.length),
    versionId: VersionId,
    size: Size,
    etag: ETag,
    modified: LastModified,
    latest: IsLatest,
  };
}

/** versitygw begins a page with the version that ended the one before. */
function withoutMark(entries: readonly ObjectVersion[], mark: Mark | undefined, prefix: string) {
  const [first, ...rest] = entries;
  return first !== undefined && prefix + first.key === mark?.key && first.versionId === mark.versionId ? rest : entries;
}
