import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { S3Client } from "@aws-sdk/client-s3";

import { versitygw } from "../toolchain/versitygw";
import { eventually } from "./cluster-objects";
import { launched } from "./cluster-processes";
import { freePort } from "./machine";

/** A scratch S3 server on the loopback address, with buckets of any kind of versioning, and none at first. */
export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where it keeps what is current: a folder for each bucket, in it a file for each object, of the key's name. */
  readonly folder: string;
  /** A client that addresses buckets by path, for another hand than the program's. It ends with the server. */
  client(): S3Client;
  /** Ends it and removes what it kept. A second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Starts the server. It ends, and its folder goes, with this process at the latest. Where it was never built on this
 * machine that is done first. What it keeps lies in files with user extended attributes below the folder for temporary
 * files, so no part of a key between slashes is longer than 255 bytes, and no key is the folder of another one.
 * @throws where it does not start, with the end of its log.
 */
export async function startS3(): Promise<S3Server> {
  const program = await versitygw();
  const region = "eu-west-1";
  const credentials = {
    accessKeyId: `TEST${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64url"),
  };
  const { result, stop } = await launched("s3", async (folder, processes) => {
    const [objects, versions] = [path.join(folder, "objects"), path.join(folder, "versions")];
    for (const made of [objects, versions]) mkdirSync(made);
    const address = `127.0.0.1:${await freePort()}`;
    const flags = { port: address, region, access: credentials.accessKeyId, secret: credentials.secretAccessKey };
    processes.start("versitygw", program, flags, [
      "--quiet",
      "--keep-alive",
      "posix",
      `--versioning-dir=${versions}`,
      objects,
    ]);
    return eventually("it answers", async () => {
      processes.assertRunning();
      const answer = await fetch(`http://${address}/`).catch(() => undefined);
      return answer === undefined ? undefined : { endpoint: `http://${address}`, folder: objects };
    });
  });
  const clients: S3Client[] = [];
  return {
    ...result,
    region,
    ...credentials,
    client: () => {
      const client = new S3Client({ endpoint: result.endpoint, region, credentials, forcePathStyle: true });
      clients.push(client);
      return client;
    },
    stop: async () => {
      for (const client of clients.splice(0)) client.destroy();
      await stop();
    },
  };
}
