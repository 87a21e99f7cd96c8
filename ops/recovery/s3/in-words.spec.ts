import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { ListObjectVersionsCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { Failure } from "../../../cluster/failure";
import { inWords } from "./in-words";

const credentials = { accessKeyId: "AKIAFORTESTS", secretAccessKey: "wJalrXUtnFEMI" };

/** What a person gets to read where S3 answers so. */
async function told(answer: () => { statusCode: number; body: string }, more: S3ClientConfig = {}): Promise<Failure> {
  const handle = () => Promise.resolve().then(() => ({ response: toResponse(answer()) }));
  const client = new S3Client({
    region: "eu-west-1",
    credentials,
    maxAttempts: 1,
    requestHandler: { handle },
    ...more,
  });
  const request = { client, act: "list the bucket files", needs: "s3:ListBucket on files" };
  try {
    await inWords(request, undefined, () => client.send(new ListObjectVersionsCommand({ Bucket: "files" })));
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    for (const secret of Object.values(credentials)) assert.ok(!error.message.includes(secret), error.message);
    return error;
  }
  return assert.fail("it was answered");
}

const toResponse = ({ statusCode, body }: { statusCode: number; body: string }) => ({
  statusCode,
  headers: { "content-type": "application/xml" },
  body: Readable.from([body]),
});

const xml = (code: string, message: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><AWSAccessKeyId>AKIAFORTESTS</AWSAccessKeyId></Error>`;

interface Case {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
  readonly said: string;
  readonly passing?: boolean;
  readonly missing?: boolean;
}

const host = "s3.eu-west-1.amazonaws.com";
const denied = "User: arn:aws:sts::1:assumed-role/backup/x is not authorized to perform: s3:ListBucketVersions.";
const cases: readonly Case[] = [
  {
    ...{ code: "AccessDenied", status: 403, message: denied },
    said: `S3 refused to list the bucket files (AccessDenied): ${denied} It takes s3:ListBucket on files.`,
  },
  {
    ...{ code: "NoSuchBucket", status: 404 },
    said: `S3 did not list the bucket files: there is no such bucket at ${host}.`,
  },
  {
    ...{ code: "NoSuchKey", status: 404, missing: true },
    said: "S3 did not list the bucket files: there is no such object.",
  },
  {
    ...{ code: "InvalidAccessKeyId", status: 403 },
    said: `S3 at ${host} does not know the credentials that were to list the bucket files (InvalidAccessKeyId). Give it others.`,
  },
  {
    ...{ code: "ExpiredToken", status: 400 },
    said: `S3 at ${host} does not know the credentials that were to list the bucket files (ExpiredToken). Give it others.`,
  },
  {
    ...{ code: "RequestTimeTooSkewed", status: 403 },
    said: `The clock of this machine and that of ${host} are too far apart. Set this one right.`,
  },
  {
    ...{ code: "PermanentRedirect", status: 301 },
    said: "S3 did not list the bucket files (PermanentRedirect): the bucket is in another region than the one that is given.",
  },
  {
    ...{ code: "KMS.DisabledException", status: 400, message: "The key is disabled." },
    said:
      "S3 did not list the bucket files, since a key was refused (KMS.DisabledException): The key is disabled. It takes " +
      "kms:Decrypt on the key of what is read, kms:GenerateDataKey on the key of what is written.",
  },
  {
    ...{ code: "AccessDenied", status: 403, message: "x is not authorized to perform: kms:Decrypt on y." },
    said:
      "S3 did not list the bucket files, since a key was refused (AccessDenied): x is not authorized to perform: " +
      "kms:Decrypt on y. It takes kms:Decrypt on the key of what is read, kms:GenerateDataKey on the key of what is written.",
  },
  {
    ...{ code: "InvalidObjectState", status: 403 },
    said: "S3 did not list the bucket files: the object is archived. Have it restored from there first.",
  },
  {
    ...{ code: "SlowDown", status: 503, passing: true },
    said: `S3 at ${host} did not list the bucket files (SlowDown): No.`,
  },
  {
    ...{ code: "InvalidRequest", status: 400, message: "Not\n  so." },
    said: `S3 at ${host} did not list the bucket files (InvalidRequest): Not so.`,
  },
];

describe("what S3 refuses", () => {
  for (const { code, status, message = "No.", said, passing = false, missing = false } of cases) {
    it(`is said in words: ${code}, ${message.slice(0, 40)}`, async () => {
      const failure = await told(() => ({ statusCode: status, body: xml(code, message) }));
      assert.deepEqual([failure.message, failure.passing, failure.missing], [said, passing, missing]);
    });
  }

  it("is said without an answer's name where it has no body", async () => {
    const { message } = await told(() => ({ statusCode: 403, body: "" }));
    assert.match(message, /^S3 refused to list the bucket files \(\w+\): \w+ It takes s3:ListBucket on files\.$/);
  });

  it("is said to be out of reach, with host and reason, and whether that may pass", async () => {
    const cases: [code: string, passing: boolean][] = [
      ["ECONNREFUSED", true],
      ["ENOTFOUND", true],
      ["ETIMEDOUT", true],
      ["CERT_HAS_EXPIRED", false],
      ["ERR_TLS_CERT_ALTNAME_INVALID", false],
    ];
    for (const [code, passing] of cases) {
      const failure = await told(
        () => {
          throw Object.assign(new Error("connect"), { code });
        },
        { endpoint: "https://files.example:9000" },
      );
      assert.deepEqual(
        [failure.message, failure.passing],
        [`S3 was not reached at files.example:9000 (${code}).`, passing],
      );
    }
  });

  it("is said to lack credentials where nobody gives any", async () => {
    const none = () =>
      Promise.reject(
        Object.assign(new Error("Could not load credentials from any providers"), { name: "CredentialsProviderError" }),
      );
    const { message } = await told(() => assert.fail("was asked"), { credentials: none });
    assert.equal(
      message,
      "There are no credentials to list the bucket files: Could not load credentials from any providers. " +
        "Give some, or the pod an identity.",
    );
  });

  it("is an interruption where it was interrupted", async () => {
    const stop = new AbortController();
    const client = new S3Client({ region: "eu-west-1" });
    const asked = inWords({ client, act: "", needs: "" }, stop.signal, () => {
      stop.abort();
      return Promise.reject(new Error("Request aborted"));
    });
    await assert.rejects(asked, { name: "AbortError" });
  });
});
