import type { Resource } from "./terraform-plan";

type Inputs = Resource["inputs"];

/** Something that could go wrong in the components, and what checkov would say of it. */
export interface Mistake {
  readonly what: string;
  /** The kind of the resource and its name. */
  readonly of: readonly [kind: string, name: string];
  /** What it does to the inputs; undefined where the resource is missing altogether. */
  readonly change: (inputs: Inputs) => Inputs | undefined;
  readonly check: string;
  /** What checkov names. */
  readonly resource: string;
}

const missing = () => undefined;

/** Another value in a map of maps, or no value. */
const at =
  (path: string, value: unknown) =>
  (inputs: Inputs): Inputs => {
    const [key = "", ...rest] = path.split(".");
    if (rest.length > 0) return { ...inputs, [key]: at(rest.join("."), value)(inputs[key] as Inputs) };
    const others = Object.fromEntries(Object.entries(inputs).filter(([other]) => other !== key));
    return value === undefined ? others : { ...others, [key]: value };
  };

/** One statement more in a policy. */
const saying = (statement: object, key: string) => (inputs: Inputs) => {
  const document = JSON.parse(String(inputs[key])) as { readonly Statement: readonly object[] };
  return { ...inputs, [key]: JSON.stringify({ ...document, Statement: [...document.Statement, statement] }) };
};

const inPolicy = (statement: object) => saying({ Effect: "Allow", Resource: "*", ...statement }, "policy");

const store = "object-store";
const bucket = "aws_s3_bucket.object_store";
const access = "aws_s3_bucket_public_access_block.object_store";
const owner = "aws_s3_bucket_ownership_controls.object_store";
const cdn = "aws_cloudfront_distribution.object_store";

type Row = readonly [
  what: string,
  of: string,
  change: Mistake["change"],
  check: string,
  resource: string,
  name?: string,
];

const rows: readonly Row[] = [
  ["public access is not blocked", "BucketPublicAccessBlock", missing, "CKV2_AWS_6", bucket],
  ["public ACLs are let in", "BucketPublicAccessBlock", at("blockPublicAcls", false), "CKV_AWS_53", access],
  ["public policies are let in", "BucketPublicAccessBlock", at("blockPublicPolicy", false), "CKV_AWS_54", access],
  ["public ACLs count", "BucketPublicAccessBlock", at("ignorePublicAcls", false), "CKV_AWS_55", access],
  ["public policies count", "BucketPublicAccessBlock", at("restrictPublicBuckets", false), "CKV_AWS_56", access],
  ["ACLs are on", "BucketOwnershipControls", at("rule.objectOwnership", "ObjectWriter"), "CKV2_AWS_65", owner],
  ["no versions", "BucketVersioning", at("versioningConfiguration.status", "Suspended"), "CKV_AWS_21", bucket],
  [
    "the bucket for logs keeps no versions",
    "BucketVersioning",
    at("versioningConfiguration.status", "Suspended"),
    "CKV_AWS_21",
    `${bucket}_logs`,
    `${store}-logs`,
  ],
  [
    "another encryption",
    "BucketServerSideEncryptionConfiguration",
    at("rules", [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]),
    "CKV_AWS_145",
    bucket,
  ],
  ["no access log", "BucketLogging", missing, "CKV_AWS_18", bucket],
  ["no lifecycle", "BucketLifecycleConfiguration", missing, "CKV2_AWS_61", bucket],
  [
    "uploads that are given up stay",
    "BucketLifecycleConfiguration",
    (inputs) => ({ ...inputs, rules: (inputs["rules"] as unknown[]).slice(1) }),
    "CKV_AWS_300",
    "aws_s3_bucket_lifecycle_configuration.object_store",
  ],
  ["no copies", "BucketReplicationConfig", missing, "CKV_AWS_144", bucket],
  [
    "everybody may read",
    "BucketPolicy",
    inPolicy({ Principal: "*", Action: ["s3:GetObject"] }),
    "CKV_AWS_70",
    "aws_s3_bucket_policy.object_store",
  ],
  [
    "a denial without its condition",
    "BucketPolicy",
    inPolicy({ Effect: "Deny", Principal: "*", Action: ["s3:*"] }),
    "CKV_AWS_93",
    "aws_s3_bucket_policy.object_store",
  ],
  ["the key is not rotated", "Key", at("enableKeyRotation", false), "CKV_AWS_7", "aws_kms_key.object_store"],
  ["the key has Amazon's policy", "Key", at("policy", undefined), "CKV2_AWS_64", "aws_kms_key.object_store"],
  [
    "the key is for everybody",
    "Key",
    inPolicy({ Principal: { AWS: "*" }, Action: ["kms:Decrypt"] }),
    "CKV_AWS_33",
    "aws_kms_key.object_store",
  ],
  [
    "everybody may be the service",
    "Role",
    saying({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }, "assumeRolePolicy"),
    "CKV_AWS_60",
    "aws_iam_role.storage_identity",
    "storage-identity",
  ],
  [
    "the service may do everything",
    "RolePolicy",
    inPolicy({ Action: "*" }),
    "CKV_AWS_62",
    "aws_iam_role_policy.objects",
    "objects",
  ],
  [
    "the service may write everywhere",
    "RolePolicy",
    inPolicy({ Action: ["s3:PutObject"] }),
    "CKV_AWS_290",
    "aws_iam_role_policy.objects",
    "objects",
  ],
  [
    "the service may read everywhere",
    "RolePolicy",
    inPolicy({ Action: ["s3:GetObject"] }),
    "CKV_AWS_288",
    "aws_iam_role_policy.objects",
    "objects",
  ],
  [
    "everybody may be the jobs of backups",
    "Role",
    saying({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }, "assumeRolePolicy"),
    "CKV_AWS_60",
    "aws_iam_role.backup_identity",
    "backup-identity",
  ],
  [
    "the jobs of backups may write everywhere",
    "RolePolicy",
    inPolicy({ Action: ["s3:PutObject"] }),
    "CKV_AWS_290",
    "aws_iam_role_policy.backups",
    "backups",
  ],
  ["HTTP", "Distribution", at("defaultCacheBehavior.viewerProtocolPolicy", "allow-all"), "CKV_AWS_34", cdn],
  ["TLS 1.0", "Distribution", at("viewerCertificate.minimumProtocolVersion", "TLSv1"), "CKV_AWS_174", cdn],
  [
    "CloudFront signs nothing",
    "Distribution",
    (inputs) => ({
      ...inputs,
      origins: (inputs["origins"] as Inputs[]).map((origin) => at("originAccessControlId", undefined)(origin)),
    }),
    "CKV2_AWS_46",
    cdn,
  ],
];

export const mistakes: readonly Mistake[] = rows.map(([what, kind, change, check, resource, name = store]) => ({
  what,
  of: [kind, name],
  change,
  check,
  resource,
}));

/** The resources with one mistake in them. */
export function mistaken(resources: readonly Resource[], { of: [kind, name], change }: Mistake): Resource[] {
  return resources.flatMap((one) => {
    if (!one.type.endsWith(`:${kind}`) || one.name !== name) return [one];
    const inputs = change(one.inputs);
    return inputs === undefined ? [] : [{ ...one, inputs }];
  });
}
