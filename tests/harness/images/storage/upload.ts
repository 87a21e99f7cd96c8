import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

import { tooLarge } from "./refusal";

/** What a client sends to be stored. */
export interface Upload {
  readonly content: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly userMetadata: Record<string, unknown> | null;
}

const octets = "application/octet-stream";

/** Reads an upload: a form with the file in it, or the file itself with what else there is to say in headers. */
export async function readUpload(request: IncomingMessage, limit: number): Promise<Upload> {
  const body = await readBody(request, limit + 10_000); // a form has its boundaries and other fields, too
  const contentType = request.headers["content-type"] ?? octets;
  const upload = contentType.startsWith("multipart/form-data")
    ? await readForm(body, contentType)
    : {
        content: body,
        contentType,
        cacheControl: request.headers["cache-control"] ?? "no-cache",
        userMetadata: readMetadata(header(request, "x-metadata"), "base64"),
      };
  if (upload.content.length > limit) throw tooLarge();
  return upload;
}

/** @throws Refusal where it has more bytes than the limit */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk); // the rest is read as well: the client hears of it once it has sent all
  }
  if (length > limit) throw tooLarge();
  return Buffer.concat(chunks);
}

async function readForm(body: Buffer, contentType: string): Promise<Upload> {
  const stream = Readable.toWeb(Readable.from([body])) as ReadableStream;
  const form = await new Response(stream, { headers: { "content-type": contentType } }).formData();
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const file = [...form.values()].find((value) => value instanceof Blob);
  const cacheControl = text("cacheControl");
  return {
    content: file === undefined ? Buffer.alloc(0) : Buffer.from(await file.arrayBuffer()),
    contentType: text("contentType") ?? (file === undefined || file.type === "" ? octets : file.type),
    cacheControl: cacheControl === undefined ? "no-cache" : `max-age=${cacheControl}`,
    userMetadata: readMetadata(text("metadata"), "utf8"),
  };
}

/** What is not JSON is left out, as the service does it. */
function readMetadata(text: string | undefined, encoding: "base64" | "utf8"): Record<string, unknown> | null {
  if (text === undefined) return null;
  try {
    return JSON.parse(Buffer.from(text, encoding).toString("utf8")) as Record<string, unknown>;
  } catch {
    return null;
  }
}

export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
