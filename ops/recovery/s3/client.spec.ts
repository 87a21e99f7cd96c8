import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { credentialsForRestic, s3Client, s3Folder } from "./client";

const place = { bucket: "copies", region: "eu-west-1" };

describe("credentials for S3", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "s3-credentials-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const inFile = (text: string) => {
    const credentialsFile = path.join(folder, "credentials");
    writeFileSync(credentialsFile, text);
    return { ...place, credentialsFile };
  };

  it("reach restic as it wants them, whether they are given or in a file", async () => {
    const credentials = { accessKeyId: "AKIA1", secretAccessKey: "secret" };
    const expected = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "secret", AWS_DEFAULT_REGION: "eu-west-1" };
    assert.deepEqual(await credentialsForRestic({ ...place, credentials }), expected);
    assert.deepEqual(await credentialsForRestic(inFile(JSON.stringify(credentials))), expected);
  });

  it("are those of the environment where none are given, with their token", async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "AKIA2",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "token",
    });
    try {
      assert.deepEqual(await credentialsForRestic(place), {
        AWS_ACCESS_KEY_ID: "AKIA2",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "token",
        AWS_DEFAULT_REGION: "eu-west-1",
      });
    } finally {
      process.env = before;
    }
  });

  it("are refused where their file is none, and nobody is told what is in it", async () => {
    const file = path.join(folder, "credentials");
    for (const text of ["secret", '{"accessKeyId": "secret"}', '{"accessKeyId": "secret", "secretAccessKey": 7}']) {
      const message = `${file} is not JSON with accessKeyId and secretAccessKey.`;
      await assert.rejects(credentialsForRestic(inFile(text)), { message });
    }
    const nowhere = { ...place, credentialsFile: path.join(folder, "nowhere") };
    const message = `The credentials in ${nowhere.credentialsFile} cannot be read (ENOENT).`;
    await assert.rejects(credentialsForRestic(nowhere), { message });
  });

  it("reach what is below a prefix, and nothing beside it", () => {
    const prefixOf = (prefix?: string) => s3Folder({ ...place, prefix }, "blobs/").prefix;
    assert.deepEqual([prefixOf(), prefixOf(""), prefixOf("alfred/dev")], ["blobs/", "blobs/", "alfred/dev/blobs/"]);
  });

  it("come with the checksums that the server knows", async () => {
    const { config } = s3Client({ ...place, checksumsWhenRequired: true });
    assert.equal(await config.requestChecksumCalculation(), "WHEN_REQUIRED");
    assert.equal(await config.responseChecksumValidation(), "WHEN_REQUIRED");
    assert.equal(await s3Client(place).config.requestChecksumCalculation(), "WHEN_SUPPORTED");
  });
});
