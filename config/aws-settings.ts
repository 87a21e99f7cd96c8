/** What the program makes in AWS, or looks at there. Names have the stack's prefix already. */
export interface AwsSettings {
  /** The one account that anything may be made in; that of the credentials where it is missing. */
  readonly account?: string;
  /** That of the S3 backend. */
  readonly region: string;
  readonly objectStore: ObjectStoreSettings;
  /** The service's identity; missing where it has static keys, or one that the program knows nothing of. */
  readonly identity?: IdentitySettings;
}

export interface ObjectStoreSettings {
  /** Whether the stack makes the bucket, or is given one, which is then looked at and never changed. */
  readonly bucket: { readonly kind: "own" | "given"; readonly name: string };
  readonly encryption: EncryptionSettings;
  /** Who may administer the stack's own keys: ARNs; empty for those whom the account's own IAM lets. */
  readonly keyAdministrators: readonly string[];
  /** For how many days a version that was replaced or removed is kept. */
  readonly noncurrentDays: number;
  readonly transitions: readonly TransitionSettings[];
  /** Missing where nobody logs the requests. */
  readonly accessLogs?: AccessLogsSettings;
  /** Missing where the stack makes no bucket for recovery points. */
  readonly backups?: BackupBucketSettings;
  /** The gateway endpoint through which alone objects may be read and written. */
  readonly vpcEndpoint?: string;
  /** CloudFront in front of the public buckets. */
  readonly cdn?: CdnSettings;
}

export type EncryptionSettings =
  | { readonly type: "AES256" }
  /** With a key that exists, by ARN or id; with one of the stack's own where it is missing. */
  | { readonly type: "aws:kms"; readonly key?: string };

/** Moves objects to a cheaper class of storage, from which they can still be read at once. */
export interface TransitionSettings {
  /** The id of a bucket of the service; all of them where it is missing. */
  readonly bucket?: string;
  readonly storageClass: "STANDARD_IA" | "INTELLIGENT_TIERING" | "GLACIER_IR";
  /** After so many days. */
  readonly days: number;
}

export interface AccessLogsSettings {
  /** A bucket that exists; the stack makes one where it is missing. */
  readonly bucket?: string;
  /** For how many days they are kept in the stack's own. */
  readonly days: number;
}

export interface BackupBucketSettings {
  readonly region: string;
  /** The role to take on in another account that is to own it; the stack's account where it is missing. */
  readonly role?: string;
  /** Whether nobody can lift the lock, or those whom IAM lets. */
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  /** For how many days no version can be removed. */
  readonly days: number;
  /** Whether S3 copies each version of each object there. */
  readonly replicate: boolean;
}

export interface CdnSettings {
  /** Host names, for which {@link certificate} holds. */
  readonly aliases: readonly string[];
  /** The ARN of a certificate of ACM in us-east-1; CloudFront's own where it is missing. */
  readonly certificate?: string;
  readonly priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
}

/** How the service's account on the cluster takes on a role. */
export type IdentitySettings = {
  /** A role that exists, by its ARN; the stack makes one where it is missing. */
  readonly role?: string;
  /** The ARN of a policy that bounds what the stack's own role may ever do. */
  readonly permissionsBoundary?: string;
} & (
  | {
      readonly kind: "irsa";
      /** The cluster's OpenID Connect issuer, without https://. */
      readonly issuer: string;
    }
  | {
      readonly kind: "pod-identity";
      /** The name of the EKS cluster. */
      readonly cluster: string;
    }
);
