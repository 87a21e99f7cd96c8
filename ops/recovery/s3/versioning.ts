import { GetBucketVersioningCommand } from "@aws-sdk/client-s3";
import { Failure } from "../../../cluster/failure";
import type { S3Folder } from "./client";
import { inWords } from "./in-words";

/**
 * Fails where a bucket keeps no versions, so that nothing in it could be named once and for all.
 *
 * @throws Failure
 */
export async function assertVersioned({ client, bucket }: S3Folder, signal: AbortSignal): Promise<void> {
  const act = `look at the versioning of the bucket ${bucket}`;
  const request = { client, act, needs: `s3:GetBucketVersioning on ${bucket}` };
  const { Status } = await inWords(request, signal, () =>
    client.send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal: signal }),
  );
  if (Status === "Enabled") return;
  throw new Failure(
    `The bucket ${bucket} is not versioned, and whoever writes there could alter a recovery point. ` +
      `Turn versioning on, with Object Lock if possible, or name another bucket for copies.`,
  );
}
