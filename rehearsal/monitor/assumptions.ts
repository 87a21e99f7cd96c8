import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Settings } from "../../config";
import type { AwsSettings } from "../../config/aws-settings";
import { exampleAccount } from "./aws-places";
import type { Listener } from "./carry-out";
import type { Read } from "./monitor";

interface Assumption {
  readonly outputs: Readonly<Record<string, JavaScriptValue>>;
  /** What is taken for granted, in a sentence. */
  readonly sentence: string;
  readonly asks: "no cluster" | "no account";
}

type Assume = (id: string) => Assumption | undefined;

/** By type. Whatever else the program reads is refused, since a rehearsal begins with nothing. */
const ofClusters: Readonly<Record<string, Assume>> = {
  "kubernetes:storage.k8s.io/v1:StorageClass": (name) => ({
    outputs: { metadata: { name }, parameters: { encrypted: "true" } },
    sentence: `the storage class ${name} exists and encrypts its volumes`,
    asks: "no cluster",
  }),
};

function ofAws({ objectStore }: AwsSettings): Readonly<Record<string, Assume>> {
  return {
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({
      outputs: { accountId: exampleAccount },
      sentence:
        `the credentials are of the account ${exampleAccount}, Amazon's own example, ` +
        "since alfred-storage:aws.account names none",
      asks: "no account",
    }),
    ...(objectStore.bucket.kind === "given" ? ofGivenBucket(objectStore) : {}),
  };
}

/** Three reads look at one bucket: what is assumed of it is said as one. */
function ofGivenBucket({ bucket, encryption }: AwsSettings["objectStore"]): Readonly<Record<string, Assume>> {
  const { type } = encryption;
  const key = type === "AES256" ? undefined : encryption.key;
  const keyWords = type === "AES256" ? "" : ` and ${key === undefined ? "Amazon's key" : `the key ${key}`}`;
  const asAsked = (outputs: Assumption["outputs"]): Assume => {
    return (id) =>
      id !== bucket.name
        ? undefined
        : {
            outputs: { bucket: id, ...outputs },
            sentence: `the bucket ${id} exists, is shut to the public, keeps versions, and encrypts with ${type}${keyWords}`,
            asks: "no account",
          };
  };
  return {
    "aws:s3/bucketVersioning:BucketVersioning": asAsked({ versioningConfiguration: { status: "Enabled" } }),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": asAsked({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": asAsked({
      rules: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: type,
            ...(key === undefined ? {} : { kmsMasterKeyId: key }),
          },
        },
      ],
    }),
  };
}

/** Answers what the program looks up elsewhere as far as it can be assumed, and says once that it was. */
export function assumptions({ aws }: Pick<Settings, "aws">, say: Listener["say"]): Read {
  const known = { ...ofClusters, ...(aws === undefined ? {} : ofAws(aws)) };
  const told = new Set<string>();
  return (token, id) => {
    const assumption = known[token]?.(id);
    if (assumption === undefined) return undefined;
    const { outputs, sentence, asks } = assumption;
    const message = `Assumed: ${sentence}. The rehearsal asks ${asks}; pulumi up and preview look.`;
    if (!told.has(message)) say({ severity: "info", message });
    told.add(message);
    return outputs;
  };
}
