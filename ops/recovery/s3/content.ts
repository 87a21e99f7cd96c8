import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import pRetry from "p-retry";
import { Failure } from "../../../cluster/failure";
import type { S3Folder } from "./client";
import { type Content, isDigest, isKeyed, versioned } from "./comparison";
import { inWords } from "./in-words";

/**
 * Reads a version to its end.
 *
 * @returns what is wrong with it: undefined where it has the size that S3 says, and the content, by the checksum that
 *   S3 keeps of it if any, and by its ETag if that is an MD5
 * @throws Failure where it is refused or not reached
 */
export async function contentProblem(
  folder: S3Folder,
  content: Content,
  signal: AbortSignal,
): Promise<string | undefined> {
  // The client tries a request again, but not an answer that breaks off.
  const got = await pRetry(() => read(folder, content, signal), {
    retries: 3,
    signal,
    shouldRetry: ({ error }) => error instanceof Failure && error.passing,
  });
  if (got === undefined) return damaged;
  if (got.bytes !== content.size) return `gives ${got.bytes} bytes instead of ${content.size}`;
  return !got.keyed && isDigest(content.etag) && content.etag !== `"${got.md5}"` ? damaged : undefined;
}

const damaged = "is damaged: its content is not what S3 says";

/** Gives nothing where the client finds the content to be another than the checksum says. */
async function read(
  { client, bucket, prefix }: S3Folder,
  { key, versionId }: Content,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly md5: string; readonly keyed: boolean } | undefined> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: prefix + key, ...versioned(versionId) });
  const request = { client, act: `read an object of the bucket ${bucket}`, needs: `s3:GetObjectVersion on ${bucket}` };
  return inWords(request, signal, async () => {
    const answer = await client.send(command, { abortSignal: signal });
    const hash = createHash("md5");
    let bytes = 0;
    try {
      for await (const chunk of answer.Body as Readable as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("Checksum mismatch")) return undefined;
      throw error;
    }
    return { bytes, md5: hash.digest("hex"), keyed: isKeyed(answer) };
  });
}
