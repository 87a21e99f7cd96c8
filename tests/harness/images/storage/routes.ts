import type { IncomingMessage, ServerResponse } from "node:http";

import type { Verifier } from "../../../verifier/verifier";
import type { Claims, Database } from "./database";
import { listed, type ListRequest } from "./listing";
import type { ObjectName, ObjectRow, Objects } from "./objects";
import { badToken, noBucket, Refusal, refusalOf } from "./refusal";
import type { Settings } from "./settings";
import { header, readBody, readUpload } from "./upload";

export interface Service {
  readonly settings: Settings;
  readonly verifier: Verifier;
  readonly database: Database;
  readonly objects: Objects;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** What the route's pattern found in the path, decoded. */
  readonly parts: readonly string[];
}

/** Answers; what it gives becomes the body, unless it has answered itself. */
type Handler = (service: Service, exchange: Exchange) => Promise<unknown>;

/** The first that fits counts, so a bucket named `list` or `sign` is out of reach, as in the real service. */
const table: readonly (readonly [string, RegExp, Handler])[] = [
  ["GET", /^\/status$/, (_, { response }) => Promise.resolve(response.end())],
  ["GET", /^\/version$/, (_, { response }) => Promise.resolve(response.end("stand-in"))],
  ["GET", /^\/health$/, health],
  ["GET", /^\/bucket\/?$/, buckets],
  ["GET", /^\/bucket\/([^/]+)$/, bucket],
  ["GET", /^\/object\/public\/([^/]+)\/(.+)$/, (service, exchange) => send(service, exchange, undefined)],
  ["POST", /^\/object\/sign\/([^/]+)\/(.+)$/, sign],
  ["GET", /^\/object\/sign\/([^/]+)\/(.+)$/, sendSigned],
  ["POST", /^\/object\/list\/([^/]+)$/, list],
  ["GET", /^\/object\/info\/(?:authenticated\/)?([^/]+)\/(.+)$/, info],
  ["GET", /^\/object\/(?:authenticated\/)?([^/]+)\/(.+)$/, download],
  ["POST", /^\/object\/([^/]+)\/(.+)$/, (service, exchange) => upload(service, exchange, false)],
  ["PUT", /^\/object\/([^/]+)\/(.+)$/, (service, exchange) => upload(service, exchange, true)],
  ["DELETE", /^\/object\/([^/]+)$/, remove],
];

/** Answers every request, whatever happens. */
export function routes(service: Service) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const body = await answer(service, request, response);
      if (!response.writableEnded) json(response, 200, body);
    } catch (error) {
      const { statusCode, error: name, code, message } = refusalOf(error);
      if (statusCode === 500) console.error(error);
      json(response, statusCode === 500 ? 500 : 400, { statusCode: String(statusCode), error: name, code, message });
    }
  };
}

function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const url = new URL(request.url ?? "/", "http://service");
  const method = request.method === "HEAD" ? "GET" : request.method; // Node leaves the body of an answer to HEAD out
  for (const [wanted, pattern, handler] of table) {
    const match = wanted === method ? pattern.exec(url.pathname) : null;
    if (match === null) continue;
    const parts = match.slice(1).map(decodeURIComponent);
    return handler(service, { request, response, url, parts });
  }
  throw new Refusal(404, "Not Found", "NotFound", `Route ${request.method ?? ""}:${url.pathname} not found`);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

async function health({ verifier, database }: Service, { request }: Exchange) {
  await claimsOf(verifier, request);
  return { healthy: await database.answers() };
}

async function buckets({ verifier, database }: Service, { request }: Exchange) {
  const claims = await claimsOf(verifier, request);
  const statement = `SELECT id, name, owner, public, file_size_limit::float8 AS file_size_limit, allowed_mime_types, created_at,
    updated_at FROM storage.buckets ORDER BY name`;
  return (await database.asCaller(claims, (client) => client.query<Record<string, unknown>>(statement))).rows;
}

async function bucket(service: Service, exchange: Exchange) {
  const [wanted] = exchange.parts;
  const found = (await buckets(service, exchange)).find(({ id }) => id === wanted);
  if (found === undefined) throw noBucket();
  return found;
}

async function upload({ settings, verifier, objects }: Service, { request, parts }: Exchange, overwrite: boolean) {
  const claims = await claimsOf(verifier, request);
  const object = objectOf(parts);
  const replace = overwrite || header(request, "x-upsert") === "true";
  const row = await objects.put(object, claims, await readUpload(request, settings.uploadLimit), replace);
  return { Id: row.id, Key: `${object.bucket}/${object.name}` };
}

async function download(service: Service, exchange: Exchange) {
  await send(service, exchange, await claimsOf(service.verifier, exchange.request));
}

async function send({ objects }: Service, { response, parts }: Exchange, claims: Claims | undefined) {
  await sendRow(objects, response, await objects.find(objectOf(parts), claims));
}

async function sendRow(objects: Objects, response: ServerResponse, row: ObjectRow) {
  const { content, contentType, cacheControl } = await objects.read(row);
  response
    .writeHead(200, {
      "content-type": contentType,
      "cache-control": cacheControl,
      "content-length": content.length,
      etag: row.metadata?.eTag ?? "",
      "last-modified": row.updated_at.toUTCString(),
    })
    .end(content);
}

async function info({ verifier, objects }: Service, { request, parts }: Exchange) {
  const row = await objects.find(objectOf(parts), await claimsOf(verifier, request));
  const { id, name, version, bucket_id, created_at, metadata } = row;
  return {
    ...{ id, name, version, bucket_id, created_at, metadata: row.user_metadata ?? {} },
    size: metadata?.size,
    content_type: metadata?.mimetype,
    cache_control: metadata?.cacheControl,
    etag: metadata?.eTag,
    last_modified: row.updated_at,
  };
}

async function list({ verifier, objects }: Service, { request, parts: [bucket = ""] }: Exchange) {
  const claims = await claimsOf(verifier, request);
  const wanted = await readJson<ListRequest>(request);
  await objects.bucket(bucket);
  const folder = wanted.prefix === "" || wanted.prefix.endsWith("/") ? wanted.prefix : `${wanted.prefix}/`;
  return listed(await objects.under(bucket, folder + (wanted.search ?? ""), claims), folder, wanted);
}

async function remove({ verifier, objects }: Service, { request, parts: [bucket = ""] }: Exchange) {
  const claims = await claimsOf(verifier, request);
  const { prefixes } = await readJson<{ readonly prefixes: readonly string[] }>(request);
  return objects.remove(bucket, prefixes, claims);
}

async function sign({ verifier, objects }: Service, { request, parts, url }: Exchange) {
  const object = objectOf(parts);
  await objects.find(object, await claimsOf(verifier, request));
  const { expiresIn } = await readJson<{ readonly expiresIn: number }>(request);
  const token = await verifier.signUrl(`${object.bucket}/${object.name}`, expiresIn);
  return { signedURL: `${url.pathname}?token=${token}` };
}

async function sendSigned({ verifier, objects }: Service, { response, parts, url }: Exchange) {
  const object = objectOf(parts);
  const token = url.searchParams.get("token") ?? "";
  if (!(await verifier.verifyUrl(`${object.bucket}/${object.name}`, token))) {
    throw new Refusal(400, "InvalidSignature", "InvalidSignature", "The signature is invalid");
  }
  await sendRow(objects, response, await objects.findSigned(object));
}

async function claimsOf(verifier: Verifier, request: IncomingMessage): Promise<Claims> {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined)
    throw new Refusal(400, "Error", "Error", "headers must have required property 'authorization'");
  const claims = await verifier.verify(token);
  if (claims === undefined) throw badToken("signature verification failed");
  return claims;
}

function objectOf([bucket = "", name = ""]: readonly string[]): ObjectName {
  if (name.split("/").some((part) => part === "" || part === "." || part === "..")) {
    throw new Refusal(400, "InvalidKey", "InvalidKey", `Invalid key: ${name}`);
  }
  return { bucket, name };
}

async function readJson<T>(request: IncomingMessage): Promise<T> {
  return JSON.parse((await readBody(request, 1_000_000)).toString("utf8")) as T;
}
