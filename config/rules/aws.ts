import type { Issue } from "../../components/issue";
import type { AwsSection } from "../aws";
import { backendOf, bucketOf, encryptionOf, isAmazons } from "../derive";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { bucketNameIssues } from "./bucket-name";
import { cdnIssues } from "./cdn";
import { encryptionIssues } from "./encryption";
import { credentialIssues, identityIssues } from "./identity";
import { error, note, written } from "./issues";
import { transitionIssues } from "./transitions";

type Service = StackConfig["service"];

/** What the program makes in AWS, or looks at there, and what else of the stack file goes with it. */
export function awsIssues(config: Usable): Issue[] {
  const { platform, service, aws } = config;
  const isOn = typeof aws === "object";
  if (service === undefined || (platform === undefined && service.backend === undefined)) {
    return isOn ? sectionIssues(aws, config) : [];
  }
  if (backendOf(platform ?? "docker", service) === "file") {
    const remedy = "remove it, or set service.backend to s3";
    return isOn ? [error(["aws"], "has no effect while service.backend is file", remedy)] : [];
  }
  const encryption = encryptionIssues(service, aws);
  if (!isOn) return encryption;
  const elsewhere = elsewhereIssues(service);
  if (elsewhere.length > 0) return [...elsewhere, ...encryption];
  return [
    ...encryption,
    ...bucketNameIssues(config, aws),
    ...sectionIssues(aws, config),
    ...(aws.createBucket ? [...administratorIssues(aws, service), ...logsIssues(aws, config)] : []),
    ...credentialIssues(aws, config),
  ];
}

function elsewhereIssues({ s3 }: Service): Issue[] {
  const { server = "aws", endpoint } = s3 ?? {};
  const nothing = "nothing is made in AWS for another S3 server";
  if (server !== "aws") {
    const message = `has no effect while service.s3.server is ${server}: ${nothing}`;
    return [error(["aws"], message, "remove it, or set service.s3.server to aws")];
  }
  if (endpoint === undefined || isAmazons(endpoint)) return [];
  const message = `has no effect while service.s3.endpoint is not Amazon's: ${nothing}`;
  return [error(["aws"], message, "remove it, or remove service.s3.endpoint")];
}

/** What can be told without the service. */
function sectionIssues(aws: AwsSection, config: Usable): Issue[] {
  return [
    ...(aws.createBucket ? besideIssues(aws, config) : ignoredIssues(aws)),
    ...(aws.identity === undefined ? [] : identityIssues(aws.identity, config)),
  ];
}

/** What is made beside the bucket, and what becomes of its objects. */
function besideIssues(aws: AwsSection, config: Usable): Issue[] {
  return [
    ...transitionIssues(aws, config),
    ...(typeof aws.backups === "object" && aws.backups.mode === "compliance" ? [complianceNote] : []),
    ...(aws.cdn === undefined ? [] : cdnIssues(aws.cdn, config)),
  ];
}

/** What a bucket that exists would ignore. */
function ignoredIssues(aws: AwsSection): Issue[] {
  const keys = written(aws, "keyAdministrators", "noncurrentDays", "transitions", "accessLogs", "backups");
  return [...keys, ...written(aws, "vpcEndpoint", "cdn")]
    .filter((key) => aws[key] !== false)
    .map((key) =>
      error(
        ["aws", key],
        "has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed",
        "remove it, or let the program make the bucket",
      ),
    );
}

const complianceNote = note(
  ["aws", "backups", "mode"],
  "means that nobody, the account's root included, can remove a version before its days are over",
  "write governance, where no law or contract asks for this",
);

/** Administrators of a key that there is not. */
function administratorIssues({ keyAdministrators, backups }: AwsSection, service: Service): Issue[] {
  if (keyAdministrators === undefined) return [];
  const { type, key } = encryptionOf(service);
  const path = ["aws", "keyAdministrators"];
  if (type === "AES256") {
    const message = "has no effect while service.s3.encryptionType is AES256: the program makes no key";
    return [error(path, message, "remove it, or set service.s3.encryptionType to aws:kms")];
  }
  if (key === undefined || backups !== false) return [];
  const message =
    "has no effect while service.s3.kmsKeyId names a key and aws.backups is false: the program makes none";
  return [error(path, message, "remove it")];
}

function logsIssues({ accessLogs }: AwsSection, { namePrefix, aws, service }: Usable): Issue[] {
  if (typeof accessLogs !== "object" || accessLogs.bucket === undefined) return [];
  const issues: Issue[] = [];
  const path = ["aws", "accessLogs"];
  if (accessLogs.days !== undefined) {
    const message = "has no effect while aws.accessLogs.bucket names a bucket that exists, which is never changed";
    issues.push(error([...path, "days"], message, "remove it, or remove aws.accessLogs.bucket"));
  }
  if (namePrefix === undefined || aws === undefined || service === undefined) return issues;
  if (accessLogs.bucket !== bucketOf({ namePrefix, aws, service })) return issues;
  const message = "is the bucket whose requests are logged, so that each log would be logged in turn";
  return [...issues, error([...path, "bucket"], message, "name another, or leave it out: the program then makes one")];
}
