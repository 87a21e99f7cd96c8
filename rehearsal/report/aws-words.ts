import type { Statement } from "../../components/policy-document";
import type { LifecycleRule } from "../aws-objects";
import { listed } from "./words";

/** How people call what an ARN names. */
export type Name = (arn: string) => string;

type Words = (values: readonly string[], name: Name) => string | undefined;

const some = (words: (values: string) => string): Words => {
  return (values, name) => words(listed(values.map(name)));
};

/** Conditions by operator and key, and what they say; nothing where another one says it already. */
const conditions: readonly (readonly [RegExp, Words])[] = [
  [/^Bool aws:SecureTransport=false$/, some(() => "without TLS")],
  [/^NumericLessThan s3:TlsVersion=/, some((version) => `with TLS older than ${version}`)],
  [/^Null s3:x-amz-server-side-encryption=false$/, () => undefined],
  [
    /^StringNotEquals s3:x-amz-server-side-encryption=/,
    some((kind) => `that asks for another encryption than ${kind}`),
  ],
  [
    /^StringNotEquals s3:x-amz-server-side-encryption-aws-kms-key-id=/,
    some((key) => `that asks for another key than ${key}`),
  ],
  [
    /^Null s3:x-amz-server-side-encryption-customer-algorithm=false$/,
    some(() => "with a key that the client brings along"),
  ],
  [/^StringNotEquals aws:SourceVpce=/, some((endpoint) => `that does not come through ${endpoint}`)],
  [/^BoolIfExists aws:PrincipalIsAWSService=false$/, some(() => "unless a service of Amazon's asks")],
  [/^ArnNotEquals aws:PrincipalArn=/, some((roles) => `unless ${roles} asks`)],
  [/^(String|Arn)Equals aws:SourceArn=/, some((sources) => `for ${sources}`)],
  [/^StringEquals aws:(Source|Resource)Account=/, some((account) => `in the account ${account}`)],
  [/^StringEquals kms:CallerAccount=/, some((account) => `from the account ${account}`)],
  [/^StringEquals kms:ViaService=/, some((service) => `through ${service}`)],
  [
    /^StringLike kms:EncryptionContext:aws:s3:arn=/, // of the bucket, and of the objects in it
    (values, name) => `for ${listed([...new Set(values.map((arn) => name(arn.replace(/\/\*$/, ""))))])}`,
  ],
  [/^StringEquals aws:RequestTag\/kubernetes-namespace=/, some((namespace) => `of the namespace ${namespace}`)],
  [/^StringEquals aws:RequestTag\/kubernetes-service-account=/, some((account) => `of the service account ${account}`)],
  [
    /^StringEquals [^ ]+:sub=system:serviceaccount:/,
    some((subject) => {
      const [, , namespace = "", account = ""] = subject.split(":");
      return `of the namespace ${namespace} and of the service account ${account}`;
    }),
  ],
  [/^StringEquals [^ ]+:aud=sts\.amazonaws\.com$/, () => undefined],
];

/** All the conditions of a statement; one that is not known stands as it is. */
export function conditionWords(condition: Statement["Condition"], name: Name): string[] {
  return Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, value]) => {
      const values = [value].flat();
      const raw = `${operator} ${key}=${values.join(",")}`;
      const [, words] = conditions.find(([pattern]) => pattern.test(raw)) ?? [];
      return words === undefined ? [`where ${raw}`] : (words(values, name) ?? []);
    }),
  );
}

const actions: Readonly<Record<string, string>> = {
  "s3:GetObject": "read",
  "s3:GetObjectVersion": "read every version of",
  "s3:PutObject": "write",
  "s3:PutObjectTagging": "tag",
  "s3:DeleteObject": "remove",
  "s3:AbortMultipartUpload": "abort uploads of",
  "s3:ListMultipartUploadParts": "list uploaded parts of",
  "s3:ListBucket": "list",
  "s3:ListBucketVersions": "list every version in",
  "s3:ListBucketMultipartUploads": "list unfinished uploads to",
  "s3:GetReplicationConfiguration": "see the replication of",
  "s3:GetBucketVersioning": "see the versioning of",
  "s3:GetObjectVersionForReplication": "read every version of",
  "s3:GetObjectVersionAcl": "read the access lists of",
  "s3:GetObjectVersionTagging": "read the tags of",
  "s3:ReplicateObject": "copy to",
  "s3:ReplicateTags": "copy tags to",
  "s3:ObjectOwnerOverrideToBucketOwner": "give copies away among",
  "kms:GenerateDataKey": "encrypt with",
  "kms:Encrypt": "encrypt with",
  "kms:Decrypt": "decrypt with",
};

/** With `kms:*` or the like one could do more than administer, so that stands as it is. */
const administration = /^kms:(?!(?:Generate|Decrypt|Encrypt|ReEncrypt|Sign|Verify|CreateGrant)|\*)/;

/** What a statement lets somebody do: `read, write and remove objects of alfred-platform-prod`. */
export function allowedWords({ Action, Resource }: Statement, name: Name): string {
  const verbs = Action.map((action) => actions[action] ?? (administration.test(action) ? "administer" : action));
  return `${listed([...new Set(verbs)])} ${listed([...new Set([Resource ?? []].flat().map(name))])}`;
}

/** What a statement refuses, whoever asks: `an upload with a key that the client brings along`. */
export function deniedWords({ Action, Condition }: Statement, name: Name): string {
  const what = Action.includes("s3:*")
    ? "anything"
    : Action.join() === "s3:PutObject"
      ? "an upload"
      : Action.map((action) => action.replace(/^s3:/, "")).join(", ");
  return [what, ...conditionWords(Condition, name)].join(" ").replaceAll(" unless", ", unless");
}

/** What becomes of objects and versions, a phrase for each step. */
export function lifecycleWords(rules: readonly LifecycleRule[]): string[] {
  return rules.flatMap((rule) => {
    const {
      filter,
      abortIncompleteMultipartUpload: abort,
      expiration,
      noncurrentVersionExpiration,
      transitions,
    } = rule;
    const { prefix = "", tag } = filter ?? {};
    const which =
      tag !== undefined
        ? `objects tagged ${tag.key}=${tag.value}`
        : prefix === ""
          ? "objects"
          : `objects below ${prefix}`;
    return [
      ...(abort === undefined ? [] : [`unfinished uploads end after ${days(abort.daysAfterInitiation)}`]),
      ...(expiration?.days === undefined ? [] : [`${which} expire after ${days(expiration.days)}`]),
      ...(noncurrentVersionExpiration === undefined
        ? []
        : [`replaced and removed versions go after ${days(noncurrentVersionExpiration.noncurrentDays)}`]),
      ...(expiration?.expiredObjectDeleteMarker === true ? ["marks of removed objects go with the last version"] : []),
      ...(transitions ?? []).map((step) => `${which} move to ${step.storageClass} after ${days(step.days)}`),
    ];
  });
}

export const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`);
