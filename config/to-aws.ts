import type { AwsSection } from "./aws";
import type { AwsSettings, IdentitySettings, ObjectStoreSettings } from "./aws-settings";
import { bucketOf, encryptionOf, regionOf } from "./derive";
import { present } from "./present";
import type { StackConfig } from "./settings";

/** What is in AWS, with everything that the stack file leaves out. */
export function awsSettings(aws: AwsSection, config: StackConfig): AwsSettings {
  const { account, identity } = aws;
  return {
    region: regionOf(config.service) ?? "",
    objectStore: objectStoreSettings(config, aws),
    ...present({ account, identity: identity && identitySettings(identity) }),
  };
}

/** A bucket that exists is never changed, so there is nothing beside it. */
function objectStoreSettings(config: StackConfig, aws: AwsSection): ObjectStoreSettings {
  const { keyAdministrators = [], noncurrentDays = 30, transitions = [], vpcEndpoint, cdn } = aws;
  const { type, key } = encryptionOf(config.service);
  const own = aws.createBucket;
  return {
    bucket: { kind: own ? "own" : "given", name: bucketOf(config) },
    encryption: type === "AES256" ? { type } : { type, ...present({ key }) },
    keyAdministrators,
    noncurrentDays,
    transitions: transitions.map(({ storageClass, days, bucket }) => ({ storageClass, days, ...present({ bucket }) })),
    ...(own ? present({ accessLogs: accessLogsOf(aws), backups: backupsOf(aws, config) }) : {}),
    ...present({
      vpcEndpoint,
      cdn: cdn && {
        aliases: cdn.aliases ?? [],
        ...present({ certificate: cdn.certificate }),
        priceClass: cdn.priceClass,
      },
    }),
  };
}

function accessLogsOf({ accessLogs = {} }: AwsSection): ObjectStoreSettings["accessLogs"] {
  if (typeof accessLogs === "boolean") return undefined;
  const { bucket, days = 365 } = accessLogs;
  return { days, ...present({ bucket }) };
}

const standardBackups = { mode: "governance", days: 30, replicate: false } as const;

function backupsOf(
  { backups = standardBackups }: AwsSection,
  { service }: StackConfig,
): ObjectStoreSettings["backups"] {
  if (typeof backups === "boolean") return undefined;
  const {
    region = regionOf(service) ?? "",
    role,
    mode,
    days,
    replicate,
  }: Exclude<AwsSection["backups"], boolean | undefined> = backups;
  return {
    region,
    ...present({ role }),
    mode: mode === "governance" ? "GOVERNANCE" : "COMPLIANCE",
    days,
    replicate,
  };
}

function identitySettings(written: NonNullable<AwsSection["identity"]>): IdentitySettings {
  const { kind, issuer = "", cluster = "", role, permissionsBoundary } = written;
  return {
    ...(kind === "irsa" ? { kind, issuer } : { kind, cluster }),
    ...present({ role, permissionsBoundary }),
  };
}
