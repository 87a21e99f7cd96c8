import { createHash } from "node:crypto";
import { type _Error, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { compare } from "../merge";
import type { Order } from "../types";
import { s3Client, type S3Folder } from "./client";

/** What a bucket of the fake is like. */
export interface FakeBucket {
  /** The order of its listings. Default: "bytes", as Amazon's. */
  readonly order?: Order;
  /** Default: "Enabled". */
  readonly versioning?: "Enabled" | "Suspended" | undefined;
  /** Whether KMS encrypts it: ETags are then no digests. */
  readonly kms?: boolean;
  /** Whether a page begins with what ended the one before, as versitygw's do. */
  readonly repeats?: boolean;
}

export interface FakeVersion {
  readonly key: string;
  readonly versionId: string;
  /** Undefined for a delete marker. */
  readonly content: string | undefined;
  readonly etag: string;
  readonly modified: Date;
}

interface Input {
  readonly Bucket: string;
  readonly Key: string;
  readonly Prefix: string;
  readonly VersionId?: string;
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string;
  readonly KeyMarker?: string;
  readonly VersionIdMarker?: string;
  readonly ContinuationToken?: string;
  readonly CopySourceRange: string;
  readonly UploadId: string;
  readonly MultipartUpload: { readonly Parts: readonly { readonly PartNumber: number; readonly ETag: string }[] };
  readonly Delete: { readonly Objects: readonly { readonly Key: string }[] };
}

/**
 * S3 in memory, as far as recovery points ask for it: buckets with versions, pages of few entries in URL encoding, and
 * no object without the version that a request names.
 */
export class FakeS3 {
  readonly client: S3Client;
  /** The names of the requests until now. */
  readonly requests: string[] = [];
  /** Is called before each request, and may throw. */
  before: (command: string, input: Partial<Input>) => void = () => undefined;
  /** Keys that it refuses to remove. */
  readonly locked = new Set<string>();
  readonly #buckets = new Map<string, { readonly how: FakeBucket; versions: FakeVersion[] }>();
  readonly #pageSize: number;
  /** The parts of unfinished uploads. */
  readonly uploads = new Map<string, string[]>();
  #made = 0;

  constructor(buckets: Readonly<Record<string, FakeBucket>>, pageSize = 3) {
    for (const [name, how] of Object.entries(buckets)) this.#buckets.set(name, { how, versions: [] });
    this.#pageSize = pageSize;
    this.client = s3Client({ bucket: "", region: "eu-west-1", endpoint: "http://fake:1" });
    this.client.send = (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) =>
      this.#answer(command.constructor.name.replace(/Command$/, ""), command.input as Input);
  }

  folder(bucket: string, prefix: string): S3Folder {
    return { client: this.client, bucket, prefix };
  }

  /** Writes an object, and gives its version. */
  put(bucket: string, key: string, content: string | undefined, modified = new Date()): FakeVersion {
    const of = this.#bucket(bucket);
    const number = ++this.#made;
    const salt = of.how.kms === true ? String(number) : "";
    const etag = `"${createHash("md5")
      .update(`${content ?? ""}${salt}`)
      .digest("hex")}"`;
    const versionId = of.how.versioning === "Suspended" ? "null" : `v${number}`;
    const version = { key, versionId, content, etag, modified };
    of.versions = [
      version,
      ...of.versions.filter((one) => one.key !== key || one.versionId !== "null" || versionId !== "null"),
    ];
    return version;
  }

  /** Removes a version for good. */
  purge(bucket: string, { key, versionId }: FakeVersion): void {
    const of = this.#bucket(bucket);
    of.versions = of.versions.filter((one) => one.key !== key || one.versionId !== versionId);
  }

  /** What is current, by its key. */
  current(bucket: string): Map<string, FakeVersion> {
    const newest = new Map<string, FakeVersion>();
    for (const one of this.#bucket(bucket).versions) if (!newest.has(one.key)) newest.set(one.key, one);
    return new Map([...newest].filter(([, { content }]) => content !== undefined));
  }

  #bucket(name: string) {
    return this.#buckets.get(name) ?? refuse("NoSuchBucket", 404);
  }

  async #answer(command: string, input: Input): Promise<unknown> {
    await Promise.resolve();
    this.requests.push(command);
    this.before(command, input);
    switch (command) {
      case "GetBucketVersioning":
        return {
          Status:
            "versioning" in this.#bucket(input.Bucket).how ? this.#bucket(input.Bucket).how.versioning : "Enabled",
        };
      case "ListObjectVersions":
        return this.#list(input);
      case "ListObjectsV2":
        return this.#listCurrent(input);
      case "HeadObject":
        return this.#head(input);
      case "CopyObject":
        return this.#copy(input);
      case "CreateMultipartUpload":
        this.uploads.set(`upload${++this.#made}`, []);
        return { UploadId: `upload${this.#made}` };
      case "UploadPartCopy":
        return this.#copyPart(input);
      case "CompleteMultipartUpload":
        return this.#complete(input);
      case "AbortMultipartUpload":
        this.uploads.delete(input.UploadId);
        return {};
      case "DeleteObject":
        this.put(input.Bucket, input.Key, undefined);
        return {};
      case "DeleteObjects":
        return { Errors: this.#delete(input) };
      default:
        return refuse("NotImplemented", 501);
    }
  }

  #list({ Bucket, Prefix, KeyMarker, VersionIdMarker }: Input) {
    const { how, versions } = this.#bucket(Bucket);
    const order = compare(how.order ?? "bytes");
    const listed = versions
      .filter(({ key }) => key.startsWith(Prefix))
      .map((version, index) => ({
        version,
        index,
        latest: versions.find(({ key }) => key === version.key) === version,
      }))
      .sort((a, b) => order(a.version.key, b.version.key) || a.index - b.index);
    const mark = listed.findIndex(({ version }) => version.key === KeyMarker && version.versionId === VersionIdMarker);
    const begin = how.repeats === true && mark >= 0 ? mark : mark + 1;
    const page = listed.slice(begin, begin + this.#pageSize);
    const last = page.at(-1)?.version;
    const more = begin + page.length < listed.length;
    return {
      EncodingType: "url",
      Versions: page
        .filter(({ version }) => version.content !== undefined)
        .map(({ version, latest }) => ({
          Key: encoded(version.key),
          VersionId: version.versionId,
          Size: version.content?.length,
          ETag: version.etag,
          LastModified: version.modified,
          IsLatest: latest,
        })),
      IsTruncated: more,
      ...(more && last !== undefined ? { NextKeyMarker: encoded(last.key), NextVersionIdMarker: last.versionId } : {}),
    };
  }

  #listCurrent({ Bucket, Prefix, ContinuationToken = "0" }: Input) {
    const order = compare(this.#bucket(Bucket).how.order ?? "bytes");
    const listed = [...this.current(Bucket).values()]
      .filter(({ key }) => key.startsWith(Prefix))
      .sort((a, b) => order(a.key, b.key));
    const begin = Number(ContinuationToken);
    const page = listed.slice(begin, begin + this.#pageSize);
    return {
      EncodingType: "url",
      Contents: page.map(({ key, content, modified }) => ({
        Key: encoded(key),
        Size: content?.length,
        LastModified: modified,
      })),
      ...(begin + page.length < listed.length ? { NextContinuationToken: String(begin + page.length) } : {}),
    };
  }

  #find(bucket: string, key: string, versionId: string | undefined): FakeVersion & { readonly content: string } {
    const version = this.#bucket(bucket).versions.find(
      (one) => one.key === key && (versionId === undefined || one.versionId === versionId),
    );
    const { content } = version ?? {};
    if (version === undefined || content === undefined)
      return refuse(versionId === undefined ? "NoSuchKey" : "NoSuchVersion", 404);
    return { ...version, content };
  }

  #head({ Bucket, Key, VersionId }: Input) {
    const { content, etag, versionId } = this.#find(Bucket, Key, VersionId);
    const encryption = this.#bucket(Bucket).how.kms === true ? "aws:kms" : "AES256";
    return { ContentLength: content.length, ETag: etag, VersionId: versionId, ServerSideEncryption: encryption };
  }

  #original({ CopySource, CopySourceIfMatch }: Input) {
    const [source = "", versionId] = CopySource.split("?versionId=");
    const [bucket = "", ...key] = source.split("/").map(decodeURIComponent);
    const found = this.#find(bucket, key.join("/"), versionId);
    if (CopySourceIfMatch !== undefined && CopySourceIfMatch !== found.etag) refuse("PreconditionFailed", 412);
    return found;
  }

  #copy(input: Input) {
    const made = this.put(input.Bucket, input.Key, this.#original(input).content);
    return { VersionId: made.versionId, CopyObjectResult: { ETag: made.etag } };
  }

  #copyPart(input: Input) {
    const [, begin, end] = /^bytes=(\d+)-(\d+)$/.exec(input.CopySourceRange) ?? [];
    const part = this.#original(input).content.slice(Number(begin), Number(end) + 1);
    const ETag = String(this.uploads.get(input.UploadId)?.push(part) ?? refuse("NoSuchUpload", 404));
    return { CopyPartResult: { ETag } };
  }

  #complete({ Bucket, Key, UploadId, MultipartUpload: { Parts } }: Input) {
    const parts = this.uploads.get(UploadId) ?? refuse("NoSuchUpload", 404);
    this.uploads.delete(UploadId);
    const made = this.put(Bucket, Key, Parts.map(({ ETag }) => parts[Number(ETag) - 1]).join(""));
    return { VersionId: made.versionId, ETag: `"${made.etag.slice(1, -1)}-${Parts.length}"` };
  }

  #delete({ Bucket, Delete }: Input): _Error[] {
    const [refused, removed] = [true, false].map((held) =>
      Delete.Objects.filter(({ Key }) => this.locked.has(Key) === held),
    );
    for (const { Key } of removed ?? []) this.put(Bucket, Key, undefined);
    return (refused ?? []).map(({ Key }) => ({ Key, Code: "AccessDenied" }));
  }
}

const encoded = (key: string): string => encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");

/** Answers as S3 does where it will not. */
export function refuse(name: string, httpStatusCode: number, message = "No."): never {
  throw new S3ServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode } });
}
