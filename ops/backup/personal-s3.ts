import { Failure } from "../../cluster/failure";
import type { Request } from "./command";

/**
 * The credentials of whoever restores objects in S3, as a job reads them; undefined where it needs none. The identity of
 * the jobs can write no object, so that none of them loses one by mistake.
 */
export function personalS3({ stack, points, command }: Request): string | undefined {
  const { backend } = stack.settings.service;
  if (backend.kind === "file" || (points.to.kind === "s3" && points.to.credentials !== undefined)) return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = process.env;
  const { AWS_SESSION_TOKEN: sessionToken = "" } = process.env;
  if (accessKeyId !== "" && secretAccessKey !== "") {
    return JSON.stringify({ accessKeyId, secretAccessKey, ...(sessionToken === "" ? {} : { sessionToken }) });
  }
  throw new Failure(
    `It needs credentials that write into the bucket ${backend.bucket} and read the copies, which no job has. This command ` +
      `takes them from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN:\n` +
      `  eval "$(aws configure export-credentials --format env)"; npm run ops -- ${command}`,
  );
}
