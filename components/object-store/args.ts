import type { Provider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "../aws";
import type { Issue } from "../issue";
import type { CdnArgs } from "./cdn";
import type { TransitionArgs } from "./lifecycle";
import { bucketNameProblem } from "./names";

export interface ObjectStoreArgs extends AwsArgs {
  /** The name of the bucket; those beside it have names that begin with it. */
  readonly bucket: string;
  readonly encryption:
    | { readonly type: "AES256" }
    /** With a key that exists, by its ARN or its id; with one of its own where none is given. */
    | { readonly type: "aws:kms"; readonly key?: string };
  /**
   * Who administers the component's own keys in the account: ARNs, that of whoever runs the program among them. A key
   * in another account is administered by whom that one's IAM lets.
   * @default whom the account's own IAM lets
   */
  readonly keyAdministrators: readonly string[];
  /**
   * The roles that read and write the objects: ARNs.
   * @default whom the account's own IAM lets, as with static keys
   */
  readonly users: readonly pulumi.Input<string>[];
  /**
   * The role of the jobs that make recovery points, by its ARN: it reads the objects, and writes to {@link backups}.
   * @default whom the account's own IAM lets, as with static keys
   */
  readonly backupRole?: pulumi.Input<string>;
  /** For how many days a version that was replaced or removed is kept. */
  readonly noncurrentDays: number;
  readonly transitions: readonly TransitionArgs[];
  /**
   * Where requests are logged: in a bucket that exists, or in one that is made and keeps them for so many days.
   * @default nowhere
   */
  readonly accessLogs?: { readonly bucket?: string; readonly days: number };
  /**
   * A bucket for recovery points, whose versions nobody can remove for a while.
   * @default none
   */
  readonly backups?: BackupsArgs;
  /**
   * The gateway endpoint through which alone objects may be read and written.
   * @default any way, with TLS
   */
  readonly vpcEndpoint?: string;
  /**
   * CloudFront in front of the public buckets.
   * @default none
   */
  readonly cdn?: CdnArgs;
}

export interface BackupsArgs {
  /** Those of another account or region, where it is to lie in one. */
  readonly place: { readonly provider: Provider; readonly account: pulumi.Input<string>; readonly region: string };
  /** Whether those whom IAM lets can lift the lock (governance), or nobody. */
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  /** For how many days no version can be removed. */
  readonly days: number;
  /** Whether S3 copies each version of each object there. A copy is no recovery point: it lacks the rows. */
  readonly replicate: boolean;
}

/** What is put behind the bucket's name for the buckets beside it. */
export const suffixes = { logs: "-logs", backups: "-backups" } as const;

/** The longest name of a bucket that leaves room for what is put behind it, also for its roles, of 64 letters at most. */
export const longestBucketName = 50;

/** What S3 would refuse, some of it only once half of the rest is there. */
export function checkObjectStore(args: Pick<ObjectStoreArgs, "bucket" | "accessLogs">): Issue[] {
  const { bucket, accessLogs } = args;
  const remedy = "choose another name; the name of a bucket is unique in the world";
  const issue = (path: Issue["path"], value: string, message: string): Issue => {
    return { severity: "error", path, value, message, remedy };
  };
  const problem = bucketNameProblem(bucket);
  const logs = accessLogs?.bucket;
  const ofLogs = logs === undefined ? undefined : bucketNameProblem(logs);
  return [
    ...(problem === undefined ? [] : [issue(["bucket"], bucket, problem)]),
    ...(bucket.length > longestBucketName
      ? [issue(["bucket"], bucket, `is longer than ${longestBucketName} characters, and -backups is put behind it`)]
      : []),
    ...(bucket.includes(".") ? [issue(["bucket"], bucket, "has a dot, which no certificate of S3 covers")] : []),
    ...(logs !== undefined && ofLogs !== undefined ? [issue(["accessLogs", "bucket"], logs, ofLogs)] : []),
  ];
}
