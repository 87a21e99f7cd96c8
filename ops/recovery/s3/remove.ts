import { DeleteObjectCommand, DeleteObjectsCommand } from "@aws-sdk/client-s3";
import { Failure } from "../../../cluster/failure";
import type { S3Folder } from "./client";
import { inWords } from "./in-words";

/** As many as one request takes. */
const batchSize = 1000;

/**
 * Removes objects by their keys; where the bucket has versions, they stay below a delete marker.
 *
 * @param told hears after each request how many it were until then
 * @returns how many it were in the end
 * @throws Failure where S3 refuses to remove one
 */
export async function removeKeys(
  folder: S3Folder,
  keys: AsyncIterable<string> | Iterable<string>,
  signal: AbortSignal,
  told: (removed: number) => void,
): Promise<number> {
  let removed = 0;
  for await (const batch of batches(keys)) {
    await removeBatch(
      folder,
      batch.filter((key) => !unwritable.test(key)),
      signal,
    );
    for (const key of batch.filter((one) => unwritable.test(one))) await removeOne(folder, key, signal);
    told((removed += batch.length));
  }
  return removed;
}

async function* batches(keys: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string[], void, undefined> {
  let batch: string[] = [];
  for await (const key of keys) {
    batch.push(key);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What XML 1.0 cannot say, and S3 takes a list of keys as XML only. */
const unwritable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

async function removeBatch(folder: S3Folder, keys: readonly string[], signal: AbortSignal): Promise<void> {
  if (keys.length === 0) return;
  const { client, bucket, prefix } = folder;
  const Delete = { Quiet: true, Objects: keys.map((key) => ({ Key: prefix + key })) };
  const { Errors = [] } = await inWords(removal(folder), signal, () =>
    client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }), { abortSignal: signal }),
  );
  const [first] = Errors;
  if (first === undefined) return;
  throw new Failure(
    `S3 did not remove ${Errors.length} objects of the bucket ${bucket}, ${JSON.stringify(first.Key ?? "")} ` +
      `among them (${first.Code ?? "unknown"}). It takes s3:DeleteObject on ${bucket}.`,
  );
}

async function removeOne(folder: S3Folder, key: string, signal: AbortSignal): Promise<void> {
  const { client, bucket, prefix } = folder;
  await inWords(removal(folder), signal, () =>
    client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }), { abortSignal: signal }),
  );
}

const removal = ({ client, bucket }: S3Folder) => ({
  client,
  act: `remove objects of the bucket ${bucket}`,
  needs: `s3:DeleteObject on ${bucket}`,
});
