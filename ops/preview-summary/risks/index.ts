import { type Context, type Finding, type Rule, sayIf } from "../finding";
import { type Change, nameOf, typeOf } from "../preview";
import { code, some } from "../words";
import { accessPolicy } from "./access-policies";
import { distribution, identity, key } from "./aws";
import { bucket } from "./buckets";
import { claim } from "./claims";
import { clusterRights, configMap, ingress, namespace, secret, service, serviceAccount, storageClass } from "./cluster";
import { connection, dataLocation, firstObjects, grants, madeIfMissing, role } from "./database";
import { container, image, network, volume } from "./docker";
import { grouping, unknownType } from "./general";
import { generated } from "./generated";
import { networkPolicy } from "./network-policies";
import {
  bucketPolicy,
  encryption,
  lifecycle,
  logging,
  objectLock,
  ownership,
  publicAccessBlock,
  replication,
  s3Bucket,
  versioning,
} from "./s3";
import { autoscaler, cronJob, disruptionBudget, workload } from "./workloads";

/** What changes of each type mean. The first pattern that fits the whole type decides. */
const table: readonly (readonly [type: RegExp, rule: Rule])[] = [
  [/storagedb:index:Bucket/, bucket],
  [/storagedb:index:AccessPolicy/, accessPolicy],
  [/storagedb:index:Role/, role],
  [/storagedb:index:Grants/, grants],
  [/storagedb:index:DataLocation/, dataLocation],
  [/storagedb:index:FirstObjects/, firstObjects],
  [/storagedb:index:Schema|postgresql:.*/, madeIfMissing],
  [/random:.*/, generated],
  [/docker:index\/volume:Volume/, volume],
  [/docker:index\/container:Container/, container],
  [/docker:index\/remoteImage:RemoteImage/, image],
  [/docker:index\/network:Network/, network],
  [/kubernetes:core\/v1:PersistentVolume(Claim)?/, claim],
  [/kubernetes:apps\/v1:(Deployment|StatefulSet|DaemonSet)/, workload],
  [/kubernetes:batch\/v1:CronJob/, cronJob],
  [/kubernetes:networking\.k8s\.io\/v1:NetworkPolicy/, networkPolicy],
  [/kubernetes:networking\.k8s\.io\/v1:Ingress/, ingress],
  [/kubernetes:autoscaling\/v\d:HorizontalPodAutoscaler/, autoscaler],
  [/kubernetes:policy\/v1:PodDisruptionBudget/, disruptionBudget],
  [/kubernetes:core\/v1:Namespace/, namespace],
  [/kubernetes:core\/v1:Secret/, secret],
  [/kubernetes:core\/v1:ConfigMap/, configMap],
  [/kubernetes:core\/v1:ServiceAccount/, serviceAccount],
  [/kubernetes:core\/v1:Service/, service],
  [/kubernetes:storage\.k8s\.io\/v1:StorageClass/, storageClass],
  [/kubernetes:rbac\.authorization\.k8s\.io\/v1:.*/, clusterRights],
  [/aws:s3\/bucket:Bucket/, s3Bucket],
  [/aws:s3\/bucketVersioning:.*/, versioning],
  [/aws:s3\/bucketObjectLockConfiguration:.*/, objectLock],
  [/aws:s3\/bucketLifecycleConfiguration:.*/, lifecycle],
  [/aws:s3\/bucketServerSideEncryptionConfiguration:.*/, encryption],
  [/aws:s3\/bucketPublicAccessBlock:.*/, publicAccessBlock],
  [/aws:s3\/bucketPolicy:.*/, bucketPolicy],
  [/aws:s3\/bucketLogging:.*/, logging],
  [/aws:s3\/bucketReplicationConfig:.*/, replication],
  [/aws:s3\/bucketOwnershipControls:.*/, ownership],
  [/aws:kms\/key:Key/, key],
  [/aws:iam\/.*|aws:eks\/podIdentityAssociation:.*/, identity],
  [/aws:cloudfront\/distribution:Distribution/, distribution],
  [/pulumi:providers:.*/, connection],
  [/pulumi:.*|alfred:.*/, grouping],
];

const ruleOf = (type: string): Rule =>
  table.find(([pattern]) => new RegExp(`^(?:${pattern.source})$`).test(type))?.[1] ?? unknownType;

/** All that changes mean. */
export function findingsOf(context: Context): readonly Finding[] {
  const { preview } = context;
  const relabelled = preview.changes.filter(onlyLabels);
  return [
    ...preview.changes.filter((change) => !onlyLabels(change)).flatMap((change) => of(change, context)),
    ...sayIf(
      relabelled.length > 0,
      "harmless",
      `Other labels or tags, and nothing else, on ${some(relabelled.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`))}.`,
    ),
    ...preview.unprotected.map((urn): Finding => ({
      risk: "security",
      text: `The protection of ${code(typeOf(urn))} ${code(nameOf(urn))} is taken away: from then on an edit may delete it.`,
    })),
  ];
}

/** One edit of the labels changes everything that has some. A pod's own labels are elsewhere, and restart it. */
const onlyLabels = ({ operation, paths }: Change): boolean =>
  operation === "update" &&
  paths.length > 0 &&
  paths.every((path) => /^(metadata\.labels|tags|tagsAll)\b/.test(path) && !path.includes("pod-security"));

function of(change: Change, context: Context): readonly Finding[] {
  if (change.operation === "read" || change.operation === "import") return unknownType(change, context);
  return ruleOf(change.type)(change, context);
}
