import { inAws, ofBucket, type Recorded } from "../aws-objects";
import type { StackReport } from "../stack-report";
import { type BucketFacts, bucketsOf } from "./aws-buckets";
import { awsNames } from "./aws-names";
import { days } from "./aws-words";
import { defined, type Part } from "./picture";
import { bucketLines } from "./words";

/** What of a picture is in AWS. */
export interface AwsParts {
  /** The bucket of the objects; missing where the stack does not make it. */
  readonly objects?: Part;
  /** What the service's pods take on to get there; missing where they do not. */
  readonly identity?: Part;
  /** What is beside the bucket, from top to bottom. */
  readonly beside: readonly Part[];
  /** Between the bucket and what is beside it. */
  readonly arrows: (objects: Part) => readonly (readonly [Part, Part])[];
}

export function awsParts(report: StackReport): AwsParts {
  const { resources } = report;
  const buckets = bucketsOf(report);
  const [own, recovery, logging] = (["objects", "recovery points", "access logs"] as const).map((purpose) =>
    buckets.find((bucket) => bucket.purpose === purpose),
  );
  const objects = own && objectsPart(report, own);
  const identity = identityPart(report);
  const [keys, logs, cdn] = [keysPart(resources, own), logsPart(resources, own, logging), cdnPart(resources)];
  const backups = recovery && backupsPart(recovery, own);
  return {
    ...(objects === undefined ? {} : { objects }),
    ...(identity === undefined ? {} : { identity }),
    beside: defined(cdn, keys, logs, backups),
    arrows: (from) => [
      ...defined(keys, logs).map((to) => [from, to] as const),
      ...(backups !== undefined && own?.copiesTo !== undefined ? [[from, backups] as const] : []),
      ...(backups !== undefined && logs !== undefined && recovery?.logsTo !== undefined
        ? [[backups, logs] as const]
        : []),
      ...(cdn === undefined ? [] : [[cdn, from] as const]),
    ],
  };
}

function keysPart(resources: Recorded, own: BucketFacts | undefined): Part | undefined {
  const made = inAws(resources, "aws:kms/alias:Alias")
    .map(({ inputs }) => inputs.name)
    .sort();
  if (own?.key !== undefined && !made.includes(own.key)) return { title: "Key of KMS", lines: [own.key], given: true };
  if (made.length === 0) return undefined;
  const rotated = inAws(resources, "aws:kms/key:Key").every(({ inputs }) => inputs.enableKeyRotation);
  return { title: "Keys of KMS", lines: [...made, ...(rotated ? ["rotated every year"] : [])] };
}

function logsPart(resources: Recorded, own: BucketFacts | undefined, made: BucketFacts | undefined): Part | undefined {
  const target = own?.logsTo;
  if (target === undefined) return undefined;
  if (made === undefined) return { title: "Access logs", lines: [`bucket ${target}`], given: true };
  const kept = lifecycleOf(resources, target).flatMap(({ expiration }) => expiration?.days ?? []);
  const lines = [`bucket ${target}`, made.encryption, ...kept.map((count) => `kept for ${days(count)}`)];
  return { title: "Access logs", lines };
}

function backupsPart(recovery: BucketFacts, own: BucketFacts | undefined): Part {
  const { name, region, account, encryption, lock = "" } = recovery;
  return {
    title: "Recovery points",
    lines: [
      `bucket ${name}`,
      `region ${region}`,
      ...(account === own?.account ? [] : [`account ${account}`]),
      encryption,
      `locked for ${lock}`,
    ],
  };
}

const lifecycleOf = (resources: Recorded, bucket: string) =>
  ofBucket(resources, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucket)?.rules ?? [];

function objectsPart({ resources, database }: StackReport, { name, region, encryption }: BucketFacts): Part {
  const [kept] = lifecycleOf(resources, name).flatMap(
    ({ noncurrentVersionExpiration }) => noncurrentVersionExpiration ?? [],
  );
  return {
    title: "S3 bucket",
    lines: [
      `bucket ${name}`,
      `region ${region}`,
      encryption,
      ...(kept === undefined ? [] : [`old versions for ${days(kept.noncurrentDays)}`]),
      ...bucketLines(database),
    ],
  };
}

interface Metadata {
  readonly name?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The service's account on the cluster. */
const serviceAccount = "storage-service";

/** The role of the service's pods: made here, or one that exists. */
function identityPart({ resources }: StackReport): Part | undefined {
  const name = awsNames(resources);
  const association = inAws(resources, "aws:eks/podIdentityAssociation:PodIdentityAssociation").find(
    ({ inputs }) => inputs.serviceAccount === serviceAccount,
  );
  const annotations = resources.flatMap(({ inputs }) => {
    if (inputs["kind"] !== "ServiceAccount") return [];
    const { metadata } = inputs as { metadata?: Metadata };
    if (metadata?.name !== serviceAccount) return []; // jobs have another one
    return metadata.annotations?.["eks.amazonaws.com/role-arn"] ?? [];
  });
  const arn = association?.inputs.roleArn ?? annotations[0];
  if (arn === undefined) return undefined;
  const role = name(arn).replace(/^the role /, "");
  const made = inAws(resources, "aws:iam/role:Role").some(({ inputs }) => inputs.name === role);
  const way =
    association === undefined
      ? "by the cluster's own tokens (IRSA)"
      : `EKS Pod Identity, cluster ${association.inputs.clusterName}`;
  return { title: "Role of IAM", lines: [role, way], given: !made };
}

function cdnPart(resources: Recorded): Part | undefined {
  const [found] = inAws(resources, "aws:cloudfront/distribution:Distribution");
  if (found === undefined) return undefined;
  const { aliases, orderedCacheBehaviors } = found.inputs;
  const paths = orderedCacheBehaviors.map(({ pathPattern }) => pathPattern);
  return {
    title: "CloudFront",
    lines: [...(aliases.length === 0 ? ["a host name of Amazon's"] : aliases), ...paths],
  };
}
