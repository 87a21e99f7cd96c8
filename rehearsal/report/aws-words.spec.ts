import assert from "node:assert/strict";
import { objectsPolicy } from "../../components/object-store/bucket-policies";
import { keyPolicy } from "../../components/object-store/key-policy";
import { objectsLifecycle } from "../../components/object-store/lifecycle";
import { servicePermissions } from "../../components/object-store/permissions";
import { policyDocument } from "../../components/policy-document";
import { trustPolicy } from "../../components/workload-identity/trust";
import type { RecordedResource } from "../monitor/record";
import { accessOf } from "./aws-access";
import { awsNames } from "./aws-names";
import { allowedWords, conditionWords, deniedWords, lifecycleWords } from "./aws-words";

const [region, account] = ["us-west-2", "123456789012"];
const bucket = "arn:aws:s3:::photos";
const key = `arn:aws:kms:${region}:${account}:key/1-2`;

function recorded(type: string, inputs: RecordedResource["inputs"], ...dependsOn: string[]): RecordedResource {
  const options = { protect: false, retainOnDelete: false, deletedWith: null, deleteBeforeReplace: null };
  return { urn: type, type, name: "name", parent: null, ignoreChanges: [], ...options, dependsOn, inputs };
}
const alias = recorded("aws:kms/alias:Alias", { name: "alias/photos", targetKeyId: "1-2" }, "aws:kms/key:Key");
const name = awsNames([alias]);

describe("Policies of AWS in words", () => {
  it("say what a bucket refuses", () => {
    const policy = objectsPolicy({
      bucket,
      encryption: { type: "aws:kms", key },
      vpcEndpoint: "vpce-0123456789abcdef0",
      besideEndpoint: [`arn:aws:iam::${account}:role/copier`],
    });
    assert.deepEqual(
      policy.Statement.map((statement) => deniedWords(statement, name)),
      [
        "anything without TLS",
        "anything with TLS older than 1.2",
        "an upload that asks for another encryption than aws:kms",
        "an upload that asks for another key than alias/photos",
        "an upload with a key that the client brings along",
        "GetObject*, PutObject*, DeleteObject*, AbortMultipartUpload, RestoreObject " +
          "that does not come through vpce-0123456789abcdef0, unless a service of Amazon's asks, unless the role copier asks",
      ],
    );
  });

  it("say what the service may do", () => {
    const { Statement } = servicePermissions({ bucket, region, account, key });
    assert.deepEqual(
      Statement.map((statement) => [allowedWords(statement, name), ...conditionWords(statement.Condition, name)]),
      [
        [
          "read, write, tag, remove, abort uploads of and list uploaded parts of objects of photos",
          `in the account ${account}`,
        ],
        ["list and list unfinished uploads to photos", `in the account ${account}`],
        ["encrypt with and decrypt with alias/photos", `through s3.${region}.amazonaws.com`, "for photos"],
      ],
    );
  });

  it("leave as it stands what is not known, and do not call everything administration", () => {
    const statement = { Sid: "x", Effect: "Allow", Action: ["kms:*", "kms:Sign", "s3:PutBucketAcl"] } as const;
    assert.equal(
      allowedWords({ ...statement, Resource: key }, name),
      "kms:*, kms:Sign and s3:PutBucketAcl alias/photos",
    );
    assert.deepEqual(conditionWords({ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"] } }, name), [
      "where IpAddress aws:SourceIp=10.0.0.0/8,192.0.2.0/24",
    ]);
    // The opposite of what is known.
    assert.deepEqual(conditionWords({ Bool: { "aws:SecureTransport": "true" } }, name), [
      "where Bool aws:SecureTransport=true",
    ]);
  });

  it("put together who may do what: a role by its own policy and by the key's, and whom the account lets", () => {
    const role = `arn:aws:iam::${account}:role/reader`;
    const trust = (kind: Parameters<typeof trustPolicy>[0]) =>
      JSON.stringify(trustPolicy(kind, { namespace: "home", serviceAccount: "storage" }, { account, region }));
    const resources = (assumeRolePolicy: string) => [
      alias,
      recorded("aws:kms/key:Key", {
        policy: JSON.stringify(keyPolicy({ account, region, bucket, administrators: [], users: [role] })),
      }),
      recorded("aws:iam/role:Role", { name: "reader", assumeRolePolicy }),
      recorded("aws:iam/rolePolicy:RolePolicy", {
        role: "reader",
        policy: JSON.stringify(policyDocument(servicePermissions({ bucket, region, account, key }).Statement.slice(2))),
      }),
    ];
    const may = [`encrypt with and decrypt with alias/photos, through s3.${region}.amazonaws.com, for photos`];
    const root = { who: `whom the IAM of the account ${account} lets`, how: "", may: ["administer alias/photos"] };
    assert.deepEqual(accessOf(resources(trust({ kind: "pod-identity", cluster: "blue" }))), [
      {
        who: "the role reader",
        how:
          `taken on by EKS Pod Identity, in the account ${account}, of the namespace home, of the service account storage, ` +
          "for the EKS cluster blue",
        may,
      },
      root,
    ]);
    assert.equal(
      accessOf(resources(trust({ kind: "irsa", issuer: "oidc.example.com/id/1" })))[0]?.how,
      "taken on by the issuer oidc.example.com/id/1, of the namespace home and of the service account storage",
    );
  });
});

describe("A lifecycle in words", () => {
  it("has a phrase for each step", () => {
    const rules = objectsLifecycle(1, [
      { prefix: "", storageClass: "STANDARD_IA", days: 30 },
      { prefix: "tenant/old/", storageClass: "GLACIER_IR", days: 0 },
    ]);
    assert.deepEqual(lifecycleWords(rules as Parameters<typeof lifecycleWords>[0]), [
      "unfinished uploads end after 7 days",
      "objects tagged Tus-Completed=false expire after 7 days",
      "replaced and removed versions go after 1 day",
      "marks of removed objects go with the last version",
      "objects move to STANDARD_IA after 30 days",
      "objects below tenant/old/ move to GLACIER_IR after 0 days",
    ]);
  });
});
