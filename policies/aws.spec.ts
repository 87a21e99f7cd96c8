import assert from "node:assert/strict";
import { bucketRule, isGiven, isLogBucket, partsOf, s3 } from "./aws";
import { violations } from "./evaluate";
import { NotKnownYet, type Resource, unknown } from "./rule";
import { at } from "./values";

const resource = (type: string, props: Record<string, unknown>, dependsOn: readonly string[] = []): Resource => ({
  ...{ urn: `urn:${String(props["bucket"])}`, type, name: "a", protect: true, dependsOn, props },
});
const bucket = (name: unknown) => resource("aws:s3/bucket:Bucket", { bucket: name });
const [policyType = ""] = s3("bucketPolicy");

describe("The parts of a bucket", () => {
  const rows: readonly (readonly [what: string, name: unknown, part: Resource, verdict: boolean])[] = [
    ["by its name", "a", resource(policyType, { bucket: "a" }), true],
    ["by another name, whatever they depend on", "a", resource(policyType, { bucket: "b" }, ["urn:a"]), false],
    ["by what they depend on", "a", resource(policyType, { bucket: unknown }, ["urn:a"]), true],
    ["by nothing", "a", resource(policyType, { bucket: unknown }, ["urn:b"]), false],
    ["that has no name yet", undefined, resource(policyType, { bucket: "b" }, ["urn:undefined"]), true],
    ["that has no name yet and nothing that depends on it", undefined, resource(policyType, { bucket: "b" }), false],
    ["of a newer version", "a", resource("aws:s3/bucketPolicyV2:BucketPolicyV2", { bucket: "a" }), true],
    ["of another kind", "a", resource("aws:s3/bucketAcl:BucketAcl", { bucket: "a" }), false],
  ];
  for (const [what, name, part, verdict] of rows) {
    it(`are ${verdict ? "" : "not "}those ${what}`, () => {
      assert.equal(partsOf(bucket(name), "bucketPolicy", [part]).length, verdict ? 1 : 0);
    });
  }

  it("may have a name that is not known yet", () => {
    const made = { ...bucket(unknown), urn: "urn:made" };
    const part = resource(policyType, { bucket: "a" }, ["urn:made"]);
    assert.deepEqual(partsOf(made, "bucketPolicy", [part]), [part]);
  });
});

describe("A bucket for logs", () => {
  const logging = (props: object) =>
    resource("aws:s3/bucketLogging:BucketLogging", { ...props }, ["urn:a", "urn:logs"]);
  it("is one that another bucket names", () => {
    assert.ok(isLogBucket(bucket("logs"), [logging({ bucket: "a", targetBucket: "logs" })]));
    assert.ok(!isLogBucket(bucket("a"), [logging({ bucket: "a", targetBucket: "logs" })]));
  });
  it("is not the one that is logged, where no name of a target is known yet", () => {
    const part = logging({ bucket: "a", targetBucket: unknown });
    assert.ok(isLogBucket(bucket("logs"), [part]));
    assert.ok(!isLogBucket(bucket("a"), [part]));
  });
});

it("Something is given, be it known yet or not", () => {
  for (const value of [unknown, "x", {}, 0]) assert.ok(isGiven({ key: value }, "key"));
  for (const value of [undefined, null, ""]) assert.ok(!isGiven({ key: value }, "key"));
  for (const nothing of [undefined, null, "key"]) assert.ok(!isGiven(nothing, "key"));
});

describe("A rule on each bucket", () => {
  const rule = {
    name: "even",
    threat: "data-lost",
    level: "mandatory",
    description: "It is even.",
    remedy: "Make it even.",
  } as const;
  const [known, other] = [bucket("a"), bucket(unknown)];

  it("tells what is not known of one bucket, and judges the others", () => {
    const odd = bucketRule({
      ...rule,
      checkBucket: ({ props }, report) => {
        report(`is ${String(at(props, "bucket"))}`);
      },
    });
    assert.deepEqual(violations(odd, [other, known]), [
      { message: "cannot be judged: bucket is not known yet", resource: other },
      { message: "is a", resource: known },
    ]);
  });

  const failing = (error: Error) => ({
    ...rule,
    checkBucket: () => {
      throw error;
    },
  });
  it("waits where it may", () => {
    const waiting = bucketRule({ ...failing(new NotKnownYet("it")), judgedAtUp: "It is made first." });
    assert.throws(() => violations(waiting, [known]), NotKnownYet);
  });

  it("hides no mistake of its own", () => {
    assert.throws(() => violations(bucketRule(failing(new TypeError("mistake"))), [known]), TypeError);
  });
});
