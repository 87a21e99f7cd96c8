import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Patience } from "./upload";

export const testToken = "header.payload-of-the-service-role.signature";

/** No wait that a test would feel. */
export const impatient: Patience = { retries: 3, firstWait: 1, request: 200 };

export interface StoredObject {
  /** The content, or only its size where it is above a MiB. */
  readonly content: string | number;
  readonly contentType: string;
  readonly metadata?: Record<string, unknown> | undefined;
}

/** What happens to a request in place of an answer. */
export type Fault = number | "hang" | "reset" | "lose the answer";

interface TestBucket {
  readonly file_size_limit: number | null;
  readonly allowed_mime_types: readonly string[] | null;
}

/** As much of the storage service as uploads need, with its way to answer: most errors are a 400 with a body. */
export class TestService {
  readonly buckets = new Map<string, TestBucket>();
  /** By bucket and name, `docs/a/b.txt`. */
  readonly objects = new Map<string, StoredObject>();
  /** Method and path of each request, in order. */
  readonly requests: string[] = [];
  /** The service's own limit, in bytes. */
  uploadLimit = 2 ** 30;
  /** Asked for each request by method and path. */
  fault: (request: string) => Fault | undefined = () => undefined;
  /** Before each answer, in milliseconds. */
  pause = 0;
  /** The most uploads that there were at a time. */
  busiest = 0;
  #uploads = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => void this.#take(request, response));
  }

  static async start(): Promise<TestService> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TestService(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get uploads(): string[] {
    return this.requests.filter((request) => request.startsWith("POST"));
  }

  bucket(id: string, limits: Partial<TestBucket> = {}): void {
    this.buckets.set(id, { file_size_limit: null, allowed_mime_types: null, ...limits });
  }

  reset(): void {
    this.buckets.clear();
    this.objects.clear();
    this.requests.length = 0;
    this.uploadLimit = 2 ** 30;
    this.fault = () => undefined;
    this.busiest = 0;
    this.pause = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const line = `${request.method ?? ""} ${request.url ?? ""}`;
    this.requests.push(line);
    if (request.method === "POST") {
      this.busiest = Math.max(this.busiest, ++this.#uploads);
      response.once("close", () => (this.#uploads -= 1));
    }
    const fault = this.fault(line);
    if (fault === "hang") return;
    if (fault === "reset") {
      request.socket.destroy();
      return;
    }
    const read = await upload(request).catch(() => undefined);
    if (read === undefined) return; // the client went away
    if (this.pause > 0) await setTimeout(this.pause);
    const [status, body] =
      typeof fault === "number" ? problem(fault, "Fault", "made by the test") : this.#answer(request, read);
    if (fault === "lose the answer") {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  #answer(request: IncomingMessage, read: StoredObject & { size: number }): Answer {
    if (request.headers.authorization !== `Bearer ${testToken}` || request.headers["apikey"] !== testToken) {
      return problem(403, "Unauthorized", `jwt malformed: ${request.headers.authorization ?? ""}`);
    }
    const { pathname } = new URL(request.url ?? "", this.url);
    const [, kind = "", ...parts] = pathname.split("/").map(decodeURIComponent);
    const info = kind === "object" && parts[0] === "info";
    const [id = "", ...name] = info ? parts.slice(1) : parts;
    const bucket = this.buckets.get(id);
    if (bucket === undefined) return problem(404, "Bucket not found", "Bucket not found");
    if (kind === "bucket") return [200, { id, name: id, public: false, ...bucket }];
    const key = [id, ...name].join("/");
    const object = this.objects.get(key);
    if (info && object === undefined) return problem(404, "not_found", "Object not found");
    if (info)
      return [200, { name: name.join("/"), content_type: object?.contentType, metadata: object?.metadata ?? null }];
    return this.#store(key, bucket, object !== undefined && request.headers["x-upsert"] !== "true", read);
  }

  #store(
    key: string,
    bucket: TestBucket,
    duplicate: boolean,
    { size, ...object }: StoredObject & { size: number },
  ): Answer {
    if (!/^[\w/!\-.*'() &$@=;:+,?]*$/.test(key)) return problem(400, "InvalidKey", `Invalid key: ${key}`);
    if (size > Math.min(this.uploadLimit, bucket.file_size_limit ?? Infinity)) {
      return problem(413, "Payload too large", "The object exceeded the maximum allowed size");
    }
    if (bucket.allowed_mime_types !== null && !bucket.allowed_mime_types.includes(object.contentType)) {
      return problem(415, "invalid_mime_type", `mime type ${object.contentType} is not supported`);
    }
    if (duplicate) return problem(409, "Duplicate", "The resource already exists");
    this.objects.set(key, object);
    return [200, { Id: "an id", Key: key }];
  }
}

type Answer = readonly [status: number, body: object];

function problem(code: number, error: string, message: string): Answer {
  return [code >= 500 ? code : 400, { statusCode: String(code), error, message, code: error.replaceAll(" ", "") }];
}

/** What is uploaded. Of a large file only the size is kept. */
async function upload(request: IncomingMessage): Promise<StoredObject & { size: number }> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size <= 2 ** 20) kept.push(chunk);
    size += chunk.length;
  }
  const { "content-type": contentType = "", "x-metadata": metadata, "content-length": length } = request.headers;
  if (request.method === "POST" && length !== String(size)) throw new Error(`${size} bytes, announced as ${length}`);
  return {
    content: size > 2 ** 20 ? size : Buffer.concat(kept).toString(),
    contentType,
    metadata: typeof metadata === "string" ? (JSON.parse(atob(metadata)) as Record<string, unknown>) : undefined,
    size,
  };
}
