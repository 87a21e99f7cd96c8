import type { Issue } from "../../components/issue";
import { encryptionOf, regionOf } from "../derive";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { error, written } from "./issues";

type S3 = NonNullable<StackConfig["service"]["s3"]>;

/** How S3 encrypts the objects, which the service itself never asks for: the bucket's default does it. */
export function encryptionIssues(service: StackConfig["service"], aws: Usable["aws"]): Issue[] {
  const { s3 } = service;
  if (s3 === undefined) return [];
  return [
    ...spellingIssues(s3),
    ...(s3.encrypt === false ? [cannotBeOff] : []),
    ...(s3.server !== "aws" || aws === false ? withoutEffect(s3) : []),
    ...(s3.server === "aws" && typeof aws === "object" ? keyIssues(service) : []),
  ];
}

const path = (key: keyof S3): Issue["path"] => ["service", "s3", key];

const spellings = [
  ["encryptionType", "encryption_type"],
  ["kmsKeyId", "kms_key_id"],
] as const;

const spellingIssues = (s3: S3): Issue[] =>
  spellings
    .filter(([key, seed]) => s3[key] !== undefined && s3[seed] !== undefined)
    .map(([key, seed]) => error(path(seed), `is given beside ${key}`, "write one of the two"));

const cannotBeOff = error(
  path("encrypt"),
  "is not possible: since January 2023 S3 encrypts every object, and nobody can turn it off",
  "remove it, or write true",
);

function withoutEffect(s3: S3): Issue[] {
  const keys = [
    ...(s3.encrypt === true ? (["encrypt"] as const) : []),
    ...spellings.filter((both) => written(s3, ...both).length > 0).map(([key]) => key),
  ];
  const [message, remedy] =
    s3.server === "aws"
      ? [
          "has no effect without alfred-storage:aws, with which the program makes the bucket, or looks at it",
          "remove it, or write alfred-storage:aws: {}, and createBucket: false there where the bucket exists",
        ]
      : [
          `has no effect while service.s3.server is ${s3.server}, which encrypts as it is configured itself`,
          "remove it",
        ];
  return keys.map((key) => error(path(key), message, remedy));
}

function keyIssues(service: StackConfig["service"]): Issue[] {
  const { type, key } = encryptionOf(service);
  if (key === undefined) return [];
  if (type === "AES256") {
    const byDefault = written(service.s3 ?? {}, "encryptionType", "encryption_type").length === 0 ? " by default" : "";
    const message = `has no effect while service.s3.encryptionType is AES256${byDefault}`;
    return [error(path("kmsKeyId"), message, "set service.s3.encryptionType to aws:kms, or remove it")];
  }
  const [, , , of] = key.split(":");
  const region = regionOf(service);
  if (of === undefined || region === undefined || of === region) return [];
  const message = `is a key of ${of}, and the bucket's region is ${region}: S3 takes none of another region`;
  return [error(path("kmsKeyId"), message, `name a key of ${region}; of a multi-Region key, its replica there`)];
}
