import { S3Client } from "@aws-sdk/client-s3";

import { moto } from "../toolchain/aws";
import { eventually } from "./cluster-objects";
import { launched } from "./cluster-processes";
import { freePort } from "./machine";

/** An emulated AWS: S3, KMS, IAM, STS and what else moto emulates, empty at first, for one account. */
export interface Aws {
  /** The server's own address, for a client of a test: any region, any credentials, and S3 by path. */
  readonly endpoint: string;
  /** The id of the account that any credentials belong to. */
  readonly account: string;
  /**
   * Environment variables that lead the real provider here, whatever the program says of it, except `endpoints` and
   * `httpProxy`.
   *
   * The server tells services and regions apart by a request's signature, so it is the endpoint of them all
   * (`AWS_ENDPOINT_URL`). Not so of S3 and S3 Control, which put a bucket's name or the account's id before the name of
   * the host, and that would be a name below an IP address. They keep their true names, without TLS, and the server is
   * the proxy for such addresses, so that no name is looked up; the program need not set `s3UsePathStyle`. S3's name is
   * the one without a region, because a region in the name counts for more than the signature's with this server.
   *
   * Whatever is asked for over TLS goes to the server as well, which does not know what to do with it, so nothing gets
   * to AWS. Neither the engine nor other plugins take notice: what they call is on the loopback address, which Go asks
   * no proxy for.
   */
  readonly env: Readonly<Record<string, string>>;
  /** A client of S3, as another hand than the program's. */
  s3(region: string): S3Client;
  /** Ends it; what it kept was in its memory. A second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Starts the emulator on a port of the loopback address. It ends with this process at the latest. Where it was never
 * installed on this machine that is done first.
 * @throws where it does not start, with the end of its log.
 */
export async function startAws(): Promise<Aws> {
  const program = await moto();
  const { result, stop } = await launched("emulator", async (_, processes) => {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    processes.start("moto", program, { host: "127.0.0.1", port: String(port) });
    return eventually("it answers", async () => {
      processes.assertRunning();
      const answer = await fetch(`${endpoint}/moto-api/`).catch(() => undefined);
      return answer?.ok === true ? endpoint : undefined;
    });
  });
  return facade(result, stop);
}

function facade(endpoint: string, stop: () => Promise<void>): Aws {
  const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
  const clients: S3Client[] = [];
  return {
    endpoint,
    account: "123456789012",
    env: environment(endpoint, credentials),
    s3: (region) => {
      const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
      clients.push(client);
      return client;
    },
    stop: async () => {
      for (const client of clients.splice(0)) client.destroy();
      await stop();
    },
  };
}

function environment(
  endpoint: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: "http://s3.amazonaws.com",
    AWS_ENDPOINT_URL_S3_CONTROL: "http://s3-control.us-east-1.amazonaws.com", // any region: what is used has none
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    HTTP_PROXY: endpoint,
    HTTPS_PROXY: endpoint,
    NO_PROXY: "localhost,127.0.0.1", // in place of what may be set on this machine
  };
}
