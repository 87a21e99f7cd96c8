import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { StorageClient } from "@supabase/storage-js";
import { z } from "zod";
import type { BucketLimits } from "./bucket-limits";
import type { Entry } from "./folder";
import { inUrl } from "./names";
import { failed, ServiceError, unwrapped } from "./service-error";

/** An object that is there. */
export interface Found {
  /** Of the content, where this program put it there. */
  readonly sha256: string | undefined;
  readonly contentType: string | undefined;
}

export interface ServiceArgs {
  /** Of the service, such as `http://127.0.0.1:5000`. */
  readonly url: string;
  /** Of the service role. Secret: it is in no message. */
  readonly token: string;
  readonly bucket: string;
  readonly signal: AbortSignal;
  /** How long a request may take that sends no file, in milliseconds. One that does gets a second more per 64 KiB. */
  readonly patience: number;
}

/** Where an object's metadata says that this program put it there, and with which content. */
const mark = "firstObjectSha256";

/** One bucket, through the storage service's own API. Everything that goes wrong is a {@link ServiceError}. */
export class ObjectService {
  readonly #args: ServiceArgs;
  readonly #bucket: string;

  constructor(args: ServiceArgs) {
    // Else the text of a header error would hold it.
    if (!/^[\w.~+/=-]+$/.test(args.token)) throw new ServiceError("the token holds a character that no token has", {});
    this.#args = args;
    this.#bucket = encodeURIComponent(args.bucket);
  }

  /** What the bucket takes, if there is one. */
  async limits(): Promise<BucketLimits | undefined> {
    const { data, error } = await this.#client(0).getBucket(this.#bucket);
    if (error !== null) {
      this.#throwUnlessAbsent(error);
      return undefined;
    }
    const { file_size_limit: size, allowed_mime_types: types } = this.#understood(bucketAnswer, data);
    return { fileSizeLimit: size ?? undefined, allowedMimeTypes: types?.length ? types : undefined };
  }

  /** The object of that name, if there is one. */
  async look(name: string): Promise<Found | undefined> {
    const { data, error } = await this.#client(0).from(this.#bucket).info(inUrl(name));
    if (error !== null) {
      this.#throwUnlessAbsent(error);
      return undefined;
    }
    const { metadata, contentType } = this.#understood(infoAnswer, data);
    const sha256 = metadata?.[mark];
    return { sha256: typeof sha256 === "string" ? sha256 : undefined, contentType: contentType ?? undefined };
  }

  async put(entry: Entry, overwrite: boolean): Promise<void> {
    const { error } = await this.#client(entry.size)
      .from(this.#bucket)
      .upload(inUrl(entry.name), Readable.from(contentOf(entry), { objectMode: false }), {
        upsert: overwrite,
        contentType: entry.contentType,
        metadata: { [mark]: entry.sha256 },
        // By it the service sees at once that a file is too large; else it would be sent in chunks of unknown number.
        headers: { "content-length": String(entry.size) },
      });
    if (error !== null) throw this.#explained(error);
  }

  #client(size: number): StorageClient {
    const { url, token, signal, patience } = this.#args;
    const milliseconds = patience + Math.ceil(size / 65_536) * 1000;
    const send: typeof fetch = async (resource, init) => {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
      // Node's fetch keeps a second copy of the whole body in memory in case of a redirect, unless both are set. It is
      // as well that no token follows a redirect.
      const response = await fetch(resource, { ...init, signal: limited, redirect: "error", window: null });
      if (!response.ok) throw await failed(response);
      return response;
    };
    return new StorageClient(url, { apikey: token, authorization: `Bearer ${token}` }, send);
  }

  #throwUnlessAbsent(error: Error): void {
    const explained = this.#explained(error);
    if (explained.status !== 404) throw explained;
  }

  #understood<Answer>(form: z.ZodType<Answer>, data: unknown): Answer {
    const { success, data: answer } = form.safeParse(data);
    if (success) return answer;
    throw new ServiceError(`${this.#args.url} answered what no storage service does; is the URL right?`, {});
  }

  #explained(error: Error): ServiceError {
    const { url, token } = this.#args;
    return unwrapped(error, url, token);
  }
}

const bucketAnswer = z.object({
  file_size_limit: z.number().nullish(),
  allowed_mime_types: z.array(z.string()).nullish(),
});

/** The library has turned its keys into camel case. */
const infoAnswer = z.object({
  metadata: z.record(z.string(), z.unknown()).nullish(),
  contentType: z.string().nullish(),
});

/**
 * What is in the file, read bit by bit as it is sent. The last bit comes only if it was all as it was when the file was
 * looked at: else the upload breaks off, so no object ever has a checksum that is not its own.
 */
async function* contentOf({ file, size, sha256 }: Entry): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let sent = 0;
  let last: Buffer | undefined;
  try {
    for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
      if (last !== undefined) yield last;
      hash.update(part);
      sent += part.length;
      if (sent > size) break;
      last = part;
    }
  } catch {
    throw changed(); // it is gone
  }
  if (hash.digest("hex") !== sha256) throw changed();
  if (last !== undefined) yield last;
}

const changed = () => new ServiceError("the file changed while it was uploaded; run this again", {});
