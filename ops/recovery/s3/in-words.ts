import type { S3Client } from "@aws-sdk/client-s3";
import { codeOf, Failure, messageOf } from "../../../cluster/failure";
import { shortLine } from "../../../cluster/short-line";

/** What is asked of S3. */
export interface Request {
  readonly client: S3Client;
  /** What it is to do, such as "list the bucket files". */
  readonly act: string;
  /** The permissions that it takes, such as "s3:ListBucket on files". */
  readonly needs: string;
}

/**
 * Asks S3, and says in words why it was in vain.
 *
 * @throws Failure, which is `missing` where there is no such object, and `passing` where the network or the server is
 *   to blame
 */
export async function inWords<T>(request: Request, signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Failure) throw error;
    const refusal = refusalOf(error);
    const host = await hostOf(request.client);
    throw refusal === undefined ? unanswered(error, host, request.act) : refused(refusal, host, request);
  }
}

interface Refusal {
  readonly name: string;
  readonly status: number;
  readonly message: string;
}

function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const { httpStatusCode: status } = error.$metadata as { readonly httpStatusCode?: number };
  return status === undefined ? undefined : { name: error.name, status, message: shortLine(error.message) };
}

function refused({ name, status, message }: Refusal, host: string, { act, needs }: Request): Failure {
  const code = name === "Unknown" ? String(status) : name; // an answer without a body has no name
  if (gone.has(name)) return new Failure(`S3 did not ${act}: there is no such object.`, { missing: true });
  if (name === "NoSuchBucket") return new Failure(`S3 did not ${act}: there is no such bucket at ${host}.`);
  if (name === "RequestTimeTooSkewed") {
    return new Failure(`The clock of this machine and that of ${host} are too far apart. Set this one right.`);
  }
  if (elsewhere.has(name) || status === 301) {
    return new Failure(`S3 did not ${act} (${code}): the bucket is in another region than the one that is given.`);
  }
  if (name.startsWith("KMS.") || (status === 403 && /\bkms:/.test(message))) {
    const keys = "kms:Decrypt on the key of what is read, kms:GenerateDataKey on the key of what is written";
    return new Failure(`S3 did not ${act}, since a key was refused (${code}): ${message} It takes ${keys}.`);
  }
  if (strangers.has(name)) {
    return new Failure(`S3 at ${host} does not know the credentials that were to ${act} (${code}). Give it others.`);
  }
  if (name === "InvalidObjectState") {
    return new Failure(`S3 did not ${act}: the object is archived. Have it restored from there first.`);
  }
  if (status === 403) return new Failure(`S3 refused to ${act} (${code}): ${message} It takes ${needs}.`);
  const passing = status >= 500 || status === 429 || busy.has(name);
  return new Failure(`S3 at ${host} did not ${act} (${code}): ${message}`, { passing });
}

const gone = new Set(["NoSuchKey", "NoSuchVersion", "NotFound", "PreconditionFailed"]);
const elsewhere = new Set(["PermanentRedirect", "AuthorizationHeaderMalformed"]);
const strangers = new Set([
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "InvalidToken",
  "XAdminUserNotFound", // versitygw's name for the first
]);
const busy = new Set(["RequestTimeout", "OperationAborted"]);

function unanswered(error: unknown, host: string, act: string): Failure {
  const name = error instanceof Error ? error.name : "";
  if (name === "CredentialsProviderError") {
    return new Failure(`There are no credentials to ${act}: ${messageOf(error)}. Give some, or the pod an identity.`);
  }
  const code = codeOf(error) ?? (name === "TimeoutError" ? "ETIMEDOUT" : undefined);
  if (code === undefined) return new Failure(`S3 at ${host} did not ${act}: ${messageOf(error)}.`);
  const passing = !/CERT|TLS|SIGNATURE/.test(code);
  return new Failure(`S3 was not reached at ${host} (${code}).`, { passing });
}

async function hostOf({ config }: S3Client): Promise<string> {
  const endpoint = await config.endpoint?.();
  if (endpoint === undefined) return `s3.${await config.region()}.amazonaws.com`;
  return endpoint.hostname + (endpoint.port === undefined ? "" : `:${endpoint.port}`);
}
