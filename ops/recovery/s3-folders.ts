import type { Plan } from "./plan";
import type { S3Folder } from "./s3/client";

/** Where a tenant's blobs are, and where all copies go. */
export async function tenantFolders(
  objects: Extract<Plan["objects"], { kind: "s3" }>,
): Promise<{ readonly source: S3Folder; readonly copies: S3Folder }> {
  const { s3Folder } = await import("./s3/client"); // with the files backend nothing of S3 is loaded
  return { source: s3Folder(objects, `${objects.tenant}/`), copies: s3Folder(objects.copies, "blobs/") };
}
