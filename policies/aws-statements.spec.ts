import assert from "node:assert/strict";
import fc from "fast-check";
import {
  allowedAt,
  allowedBy,
  covers,
  isAnyone,
  isEveryAction,
  patternsFor,
  type Statement,
  statementsAt,
} from "./aws-statements";

const statement: Statement = { effect: "Allow", actions: [], resources: [], principals: [], conditions: [] };

describe("Reading of IAM's policy language", () => {
  const read = (fields: object) => statementsAt({ policy: JSON.stringify({ Statement: fields }) }, "policy");

  it("makes lists of single values", () => {
    const fields = {
      Effect: "Deny",
      Principal: { AWS: "arn:1", Service: ["a.amazonaws.com", "b.amazonaws.com"] },
      Action: "s3:*",
      Resource: "arn:2",
      Condition: { Bool: { "aws:SecureTransport": false }, Null: { "s3:x-amz-acl": ["true"] } },
    };
    assert.deepEqual(read(fields), [
      {
        effect: "Deny",
        actions: ["s3:*"],
        resources: ["arn:2"],
        principals: ["AWS:arn:1", "Service:a.amazonaws.com", "Service:b.amazonaws.com"],
        conditions: [
          { operator: "Bool", key: "aws:securetransport", values: ["false"] },
          { operator: "Null", key: "s3:x-amz-acl", values: ["true"] },
        ],
      },
    ]);
  });

  it("takes an Allow of everything but something for everything, and such a Deny for nothing", () => {
    const but = { NotPrincipal: "x", NotAction: "x", NotResource: "x" };
    const [allow, deny] =
      read([
        { Effect: "Allow", ...but },
        { Effect: "Deny", ...but },
      ] as object) ?? [];
    assert.deepEqual(allow, { ...statement, actions: ["*"], resources: ["*"], principals: ["*"] });
    assert.deepEqual(deny, { ...statement, effect: "Deny" });
  });

  it("says where there are no statements", () => {
    for (const policy of [undefined, null, 1, "", "{", "null", "[]", "{}", {}]) {
      assert.equal(statementsAt({ policy }, "policy"), undefined);
      assert.deepEqual(allowedAt({ policy }, "policy"), []);
    }
  });

  it("never stumbles, whatever a document holds", () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    const fields = ["Effect", "Principal", "NotPrincipal", "Action", "Resource", "Condition"];
    const one = fc.oneof(anything, fc.record(Object.fromEntries(fields.map((field) => [field, anything]))));
    fc.assert(
      fc.property(fc.oneof(one, fc.array(one)), (value) => {
        statementsAt({ policy: JSON.stringify({ Statement: value }) }, "policy");
      }),
    );
  });

  it("finds what a role allows beside what is attached to it", () => {
    const policy = { Statement: { Effect: "Allow", Action: "s3:GetObject" } };
    const role = {
      urn: "",
      type: "",
      name: "",
      protect: false,
      dependsOn: [],
      props: { inlinePolicies: [{ policy }] },
    };
    assert.deepEqual(allowedBy(role), [{ ...statement, actions: ["s3:GetObject"] }]);
  });
});

describe("Patterns of IAM's policy language", () => {
  const rows: readonly (readonly [pattern: string, text: string, verdict: boolean])[] = [
    ["s3:GetObject", "s3:GetObject", true],
    ["s3:getobject", "s3:GetObject", true],
    ["s3:Get*", "s3:GetObject", true],
    ["s3:Get?bject", "s3:GetObject", true],
    ["s3:Get?", "s3:GetObject", false],
    ["s3:Get", "s3:GetObject", false],
    ["*", "s3:GetObject", true],
    ["a.b", "acb", false],
    ["(a|b)[c]", "a", false],
  ];
  for (const [pattern, text, verdict] of rows) {
    it(`${pattern} is ${verdict ? "" : "not "}for ${text}`, () => {
      assert.equal(covers(pattern, text), verdict);
    });
  }

  it("are everyone, or not", () => {
    for (const one of ["*", "AWS:*", "Federated:*"]) assert.ok(isAnyone(one), one);
    for (const one of ["AWS:arn:aws:iam::*:root", "Service:*.amazonaws.com", ""]) assert.ok(!isAnyone(one), one);
  });

  it("are all of a service, or not", () => {
    for (const one of ["*", "s3:*", "s3-object-lambda:*"]) assert.ok(isEveryAction(one), one);
    for (const one of ["s3:Get*", "s3:GetObject"]) assert.ok(!isEveryAction(one), one);
  });

  it("are found by what they are for, but for all of a service", () => {
    const actions = ["s3:*", "*", "s3:Put*", "s3:PutObject", "s3:GetObject"];
    assert.deepEqual(patternsFor({ ...statement, actions }, ["s3:PutObject"]), ["s3:Put*", "s3:PutObject"]);
  });
});
