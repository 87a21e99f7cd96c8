import assert from "node:assert/strict";
import { recorded } from "../aws/recorded";
import { variants } from "../aws/variants";
import { toolchain } from "../toolchain/toolchain";
import { JudgingPlugin } from "./aws/plugin";
import type { Resource } from "./aws/terraform-plan";

/** The plugin is built without CloudFront. */
const missing = ["aws:cloudfront/distribution:Distribution", "aws:cloudfront/originAccessControl:OriginAccessControl"];

/** A key, a list of values, a range, a conflict, a form: what the real provider has to say of each. */
const refused: readonly (readonly [type: string, inputs: Resource["inputs"], said: RegExp])[] = [
  [
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    { clusterName: "a", namespace: "b", serviceAccount: "c", roleArn: "d" },
    /Invalid ARN Value/,
  ],
  ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "a", policy: "{" }, /^"policy" contains an invalid JSON/],
  [
    "aws:s3/bucketVersioning:BucketVersioning",
    { bucket: "a", versioningConfiguration: { status: "On" } },
    /status to be one of \["Enabled" "Suspended" "Disabled"\], got On/,
  ],
  [
    "aws:s3/bucketVersioning:BucketVersioning",
    { bucket: "a", versioningConfiguration: { status: "Enabled" }, surprise: 1 },
    /^Invalid or unknown key\. .*surprise/,
  ],
  [
    "aws:s3/bucketVersioning:BucketVersioning",
    { bucket: "a" },
    /^Missing required argument\. The argument "versioning_configuration"/,
  ],
  [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    { bucket: "a", rules: [{ id: "a", status: "On", filter: {} }] },
    /status value must be one of: \["Disabled" "Enabled"\], got: "On"/,
  ],
  [
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    { bucket: "a", rule: { defaultRetention: { mode: "GOVERNANCE", days: 1, years: 1 } } },
    /"rule\.0\.default_retention\.0\.days": conflicts with/,
  ],
  ["aws:kms/key:Key", { deletionWindowInDays: 31 }, /deletion_window_in_days to be in the range \(7 - 30\), got 31/],
  ["aws:kms/alias:Alias", { name: "a", targetKeyId: "b" }, /^"name" must begin with 'alias\/'/],
  ["aws:kms/alias:Alias", { name: "alias/a", namePrefix: "alias/b", targetKeyId: "c" }, /"name": conflicts with/],
  ["aws:iam/role:Role", { name: "a b", assumeRolePolicy: "{}" }, /^invalid value for name/],
  ["aws:iam/rolePolicy:RolePolicy", { role: "a", policy: "{" }, /^"policy" contains an invalid JSON policy/],
  [
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    { bucket: "a", role: "b", rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::b" } }] },
    /^"role" \(b\) is an invalid ARN/,
  ],
  [
    "pulumi:providers:aws",
    { allowedAccountIds: '["123456789012"]', forbiddenAccountIds: '["123456789012"]' },
    /"allowed_account_ids": conflicts with forbidden_account_ids/,
  ],
];

describe("What is registered in AWS, by the real provider", function () {
  this.timeout(60_000);
  let plugin: JudgingPlugin;

  before(async function () {
    this.timeout(60 * 60_000); // where the plugin has to be built first
    const { plugins } = await toolchain(undefined, ["aws"]);
    plugin = await JudgingPlugin.start(plugins[0]?.program ?? assert.fail());
  });
  after(() => plugin.stop());

  for (const [variant, settings] of Object.entries(variants)) {
    it(`has nothing wrong: ${variant}`, async () => {
      const judged = (await recorded(settings)).filter(({ type }) => !missing.includes(type));
      assert.ok(judged.length > 2);
      for (const one of judged) assert.deepEqual([one.name, ...(await plugin.failures(one))], [one.name]);
    });
  }

  for (const [type, inputs, said] of refused) {
    it(`would be refused: ${type.split(":").at(-1) ?? ""} ${JSON.stringify(inputs)}`, async () => {
      assert.match((await plugin.failures({ type, name: "a", inputs })).join("\n"), said);
    });
  }

  it("is not judged where the plugin cannot", async () => {
    for (const type of missing) {
      await assert.rejects(plugin.failures({ type, name: "a", inputs: {} }), /NOT_FOUND: Resource type .* not found/);
    }
  });
});
