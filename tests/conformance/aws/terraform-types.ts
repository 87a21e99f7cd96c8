/** What Pulumi's resources are called by Terraform, on whose provider Pulumi's is built. */
export interface TerraformType {
  readonly type: string;
  /** The arguments that are in use, at any depth; whatever else is met is a mistake in this table. */
  readonly arguments: ReadonlySet<string>;
  /** Outputs that others refer to, and the attributes that they are. */
  readonly attributes: Readonly<Record<string, string>>;
}

const row = (type: string, words: string, attributes: TerraformType["attributes"] = {}): TerraformType => ({
  type,
  arguments: new Set(words.split(" ")),
  attributes,
});

const behaviour =
  "target_origin_id viewer_protocol_policy allowed_methods cached_methods compress cache_policy_id response_headers_policy_id";

export const terraformTypes: Readonly<Record<string, TerraformType>> = {
  "aws:cloudfront/distribution:Distribution": row(
    "aws_cloudfront_distribution",
    "comment enabled is_ipv6_enabled http_version price_class aliases tags origin origin_id domain_name origin_path " +
      `origin_access_control_id default_cache_behavior ordered_cache_behavior path_pattern ${behaviour} restrictions ` +
      "geo_restriction restriction_type viewer_certificate cloudfront_default_certificate acm_certificate_arn " +
      "ssl_support_method minimum_protocol_version",
    { arn: "arn", domainName: "domain_name" },
  ),
  "aws:cloudfront/originAccessControl:OriginAccessControl": row(
    "aws_cloudfront_origin_access_control",
    "name origin_access_control_origin_type signing_behavior signing_protocol",
  ),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": row(
    "aws_eks_pod_identity_association",
    "cluster_name namespace service_account role_arn tags",
  ),
  "aws:iam/role:Role": row("aws_iam_role", "name description assume_role_policy permissions_boundary tags", {
    arn: "arn",
    name: "name",
  }),
  "aws:iam/rolePolicy:RolePolicy": row("aws_iam_role_policy", "name role policy"),
  "aws:kms/alias:Alias": row("aws_kms_alias", "name target_key_id"),
  "aws:kms/key:Key": row("aws_kms_key", "description enable_key_rotation deletion_window_in_days policy tags", {
    keyId: "key_id",
  }),
  "aws:s3/bucket:Bucket": row("aws_s3_bucket", "bucket force_destroy object_lock_enabled tags", {
    bucket: "id",
    bucketRegionalDomainName: "bucket_regional_domain_name",
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": row(
    "aws_s3_bucket_lifecycle_configuration",
    "bucket rule id status filter prefix tag key value abort_incomplete_multipart_upload days_after_initiation " +
      "expiration days expired_object_delete_marker noncurrent_version_expiration noncurrent_days transition " +
      "storage_class",
  ),
  "aws:s3/bucketLogging:BucketLogging": row("aws_s3_bucket_logging", "bucket target_bucket target_prefix"),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": row(
    "aws_s3_bucket_object_lock_configuration",
    "bucket object_lock_enabled rule default_retention mode days",
  ),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": row(
    "aws_s3_bucket_ownership_controls",
    "bucket rule object_ownership",
  ),
  "aws:s3/bucketPolicy:BucketPolicy": row("aws_s3_bucket_policy", "bucket policy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": row(
    "aws_s3_bucket_public_access_block",
    "bucket block_public_acls block_public_policy ignore_public_acls restrict_public_buckets",
  ),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": row(
    "aws_s3_bucket_replication_configuration",
    "bucket role rule id priority status filter delete_marker_replication source_selection_criteria " +
      "sse_kms_encrypted_objects destination encryption_configuration replica_kms_key_id account " +
      "access_control_translation owner",
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": row(
    "aws_s3_bucket_server_side_encryption_configuration",
    "bucket rule apply_server_side_encryption_by_default sse_algorithm kms_master_key_id bucket_key_enabled",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": row("aws_s3_bucket_versioning", "bucket versioning_configuration status"),
};

export const terraformType = (type: string): TerraformType =>
  terraformTypes[type] ?? fail(`Which resource of Terraform's is ${type}? Add it to terraform-types.ts.`);

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Pulumi names a block that can be repeated in the plural, and Terraform does not. */
export function argumentName(of: TerraformType, key: string, repeated: boolean): string {
  const name = repeated ? snake(key).replace(/s$/, "") : snake(key);
  return of.arguments.has(name)
    ? name
    : fail(`${of.type} has no argument ${name}, as far as terraform-types.ts knows.`);
}

function fail(what: string): never {
  throw new Error(what);
}
