import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { Place } from "./restic";
import { isId, type RepositoryFiles } from "./restic-files";
import { s3Client } from "./s3/client";
import { inWords } from "./s3/in-words";

/** The files of a repository in S3, with the credentials that restic gets. */
export async function inS3({ location, environment }: Place): Promise<RepositoryFiles> {
  const { endpoint, bucket, prefix } = s3Location(location);
  const given = { ...process.env, ...(await environment?.()) };
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = given;
  const client = s3Client({
    ...{ bucket, endpoint, forcePathStyle: true },
    region: given["AWS_DEFAULT_REGION"] ?? "us-east-1",
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
  });
  return {
    ids: async (kind, beginning = "") => {
      const request = {
        client,
        act: `list the repository's ${kind} in ${bucket}`,
        needs: `s3:ListBucket on ${bucket}`,
      };
      const folder = `${prefix}${kind}/`;
      const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: folder + beginning });
      const { Contents = [] } = await inWords(request, undefined, () => client.send(list));
      return Contents.map(({ Key = "" }) => Key.slice(folder.length)).filter(isId);
    },
    make: async (init) => {
      await init(location);
    },
    removeLock: async (id) => {
      const request = { client, act: `remove a lock in ${bucket}`, needs: `s3:DeleteObject on ${bucket}` };
      const remove = new DeleteObjectCommand({ Bucket: bucket, Key: `${prefix}locks/${id}` });
      await inWords(request, undefined, () => client.send(remove));
    },
  };
}

/** `s3:https://host/bucket/prefix`, or without the scheme, which is then `https`; the prefix with a `/` in the end. */
export function s3Location(location: string): { endpoint: string; bucket: string; prefix: string } {
  const rest = location.slice("s3:".length).replace(/^\/\//, "");
  const { origin, pathname } = new URL(/^https?:\/\//.test(rest) ? rest : `https://${rest}`);
  const [bucket = "", ...folders] = pathname.split("/").filter((name) => name !== "");
  return { endpoint: origin, bucket, prefix: folders.map((name) => `${name}/`).join("") };
}
