import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Read } from "../../rehearsal/monitor/monitor";
import { failing } from "../../storagedb/testing-program";
import { around } from "../aws-fixture";
import { account } from "../simulated-access";
import { GivenBucket, judge, type Seen } from "./given-bucket";

const region = "us-west-2";
const id = "11111111-2222-3333-4444-555555555555";
const key = `arn:aws:kms:${region}:${account}:key/${id}`;
const shut = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const good: Seen = { versioning: "Enabled", publicAccess: shut, encryption: { type: "aws:kms", key } };
const asked = (encryption: Parameters<typeof judge>[0]["encryption"]) => ({ bucket: "objects", region, encryption });

const verdict = (changed: Partial<Seen>, encryption: Parameters<typeof judge>[0]["encryption"]) =>
  judge(asked(encryption), { ...good, ...changed }, account);

describe("A given bucket", () => {
  it("is fine with what was asked for", () => {
    const fine = { errors: [], warnings: [] };
    assert.deepEqual(verdict({}, { type: "aws:kms", key }), fine);
    assert.deepEqual(verdict({}, { type: "aws:kms", key: id }), fine);
    assert.deepEqual(verdict({}, { type: "aws:kms" }), fine);
    assert.deepEqual(verdict({ encryption: { type: "aws:kms", key: id } }, { type: "aws:kms", key }), fine);
  });

  it("may encrypt better than asked for", () => {
    assert.deepEqual(verdict({}, { type: "AES256" }).errors, []);
  });

  it("is refused where its default is another kind", () => {
    assert.deepEqual(verdict({ encryption: { type: "AES256" } }, { type: "aws:kms", key }).errors, [
      "The given bucket objects encrypts with AES256 by default, and aws:kms is asked for. " +
        "Change the bucket's default encryption, or what is asked for: the service itself names no encryption.",
    ]);
  });

  it("is refused where its default is another key, or Amazon's", () => {
    const other = key.replace("1111", "9999");
    const sentence = (found: string) =>
      `The given bucket objects encrypts with ${found} by default, and the key ${key} is asked for. ` +
      "Change the bucket's default encryption, or the key that is asked for.";
    const given = { type: "aws:kms", key } as const;
    assert.deepEqual(verdict({ encryption: { type: "aws:kms", key: other } }, given).errors, [sentence(other)]);
    assert.deepEqual(verdict({ encryption: { type: "aws:kms" } }, given).errors, [sentence("Amazon's own key")]);
  });

  it("is refused with all that is wrong at once", () => {
    const open = { ...shut, blockPublicPolicy: false, restrictPublicBuckets: false };
    const { errors } = verdict({ publicAccess: open, encryption: { type: "AES256" } }, { type: "aws:kms" });
    assert.deepEqual(errors.length, 2);
    assert.equal(
      errors[0],
      "The given bucket objects may be opened to the public: blockPublicPolicy, restrictPublicBuckets are off. " +
        "Turn on all four of Block Public Access; the service needs none of it.",
    );
  });

  it("without versions is warned about", () => {
    assert.deepEqual(verdict({ versioning: "Suspended" }, { type: "aws:kms" }), {
      errors: [],
      warnings: [
        "The given bucket objects keeps no versions: an object that is overwritten or removed is gone at once. " +
          "Turn on versioning.",
      ],
    });
  });

  describe("of which something is not there at all", () => {
    const refused = async (there: readonly string[]) => {
      const read: Read = (type) =>
        there.includes(type) ? { versioningConfiguration: { status: "Enabled" } } : undefined;
      const { error } = await failing(() => {
        new GivenBucket("object-store", { ...around(), ...asked({ type: "aws:kms" }) });
      }, read);
      assert.ok(pulumi.RunError.isInstance(error), String(error));
      return error.message;
    };

    it("is refused where there is no such bucket", async () => {
      assert.equal(
        await refused([]),
        "The given bucket objects does not exist in us-west-2. Make it, name another one, or let the program make it.",
      );
    });

    it("may be opened to the public, and encrypts as S3 does by itself", async () => {
      assert.deepEqual((await refused(["aws:s3/bucketVersioning:BucketVersioning"])).split("\n"), [
        "The given bucket objects may be opened to the public: blockPublicAcls, blockPublicPolicy, ignorePublicAcls, " +
          "restrictPublicBuckets are off. Turn on all four of Block Public Access; the service needs none of it.",
        "The given bucket objects encrypts with AES256 by default, and aws:kms is asked for. " +
          "Change the bucket's default encryption, or what is asked for: the service itself names no encryption.",
      ]);
    });
  });
});
