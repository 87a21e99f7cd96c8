import { readFile } from "node:fs/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { codeOf, Failure } from "../../../cluster/failure";
import { inWords } from "./in-words";

/** An S3 bucket with a way to sign in. */
export interface S3Place {
  readonly bucket: string;
  readonly region: string;
  /** The URL of another S3 server than Amazon's. */
  readonly endpoint?: string | undefined;
  /** Whether the bucket is named in the path, and not before the host. Default: false. */
  readonly forcePathStyle?: boolean | undefined;
  /** A JSON file with these, which is read at the first request. */
  readonly credentialsFile?: string | undefined;
  /** Default: what the surroundings give, such as the environment, a pod's identity (EKS, IRSA) or a profile. */
  readonly credentials?: Credentials | undefined;
  /** The path below which everything is kept, without slashes around it. Default: the bucket itself. */
  readonly prefix?: string | undefined;
  /** Whether checksums are left out where the protocol does not ask for one, as old servers want it. Default: false. */
  readonly checksumsWhenRequired?: boolean | undefined;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary ones. */
  readonly sessionToken?: string;
}

/** All keys of a bucket that begin alike. */
export interface S3Folder {
  readonly client: S3Client;
  readonly bucket: string;
  /** Such as `blobs/`; empty for the whole bucket. */
  readonly prefix: string;
}

/** In milliseconds. Copies of large objects take their time, during which nothing is heard. */
export const patience = { connect: 10_000, answer: 60_000, copy: 300_000 } as const;

/** With pauses that double, this goes on for about ten seconds. */
const attempts = 8;

// The project says itself which versions of Node it runs on.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** A client for the bucket. Nothing is reached yet. */
export function s3Client({ region, endpoint, forcePathStyle, checksumsWhenRequired, ...signIn }: S3Place): S3Client {
  const credentials = signIn.credentialsFile === undefined ? signIn.credentials : fromFile(signIn.credentialsFile);
  return new S3Client({
    region,
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: patience.connect,
      requestTimeout: patience.answer,
      throwOnRequestTimeout: true,
      socketTimeout: patience.copy,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(checksumsWhenRequired === true
      ? { requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" }
      : {}),
  });
}

/** A part of the bucket, below the place's own prefix, with a client of its own. */
export const s3Folder = (place: S3Place, folder: string): S3Folder => ({
  client: s3Client(place),
  bucket: place.bucket,
  prefix: place.prefix === undefined || place.prefix === "" ? folder : `${place.prefix}/${folder}`,
});

/**
 * The environment by which restic signs in to the same place. Temporary credentials are those of the moment: restic
 * cannot renew them, so a child that runs longer than they last fails.
 *
 * @throws Failure where there are none
 */
export async function credentialsForRestic(place: S3Place): Promise<Record<string, string>> {
  const client = s3Client(place);
  const request = { client, act: `sign restic in to the bucket ${place.bucket}`, needs: "nothing" };
  const found = await inWords(request, undefined, () => client.config.credentials());
  client.destroy();
  return {
    AWS_ACCESS_KEY_ID: found.accessKeyId,
    AWS_SECRET_ACCESS_KEY: found.secretAccessKey,
    ...(found.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: found.sessionToken }),
    AWS_DEFAULT_REGION: place.region,
  };
}

const file = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
});

const fromFile = (name: string) => async (): Promise<Credentials> => {
  const text = await readFile(name, "utf8").catch((error: unknown) => {
    throw new Failure(`The credentials in ${name} cannot be read (${codeOf(error) ?? "unknown"}).`);
  });
  // What a parser says of a text may quote it.
  const { data } = file.safeParse(parsed(text));
  if (data === undefined) throw new Failure(`${name} is not JSON with accessKeyId and secretAccessKey.`);
  const { sessionToken, ...keys } = data;
  return { ...keys, ...(sessionToken === undefined ? {} : { sessionToken }) };
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
