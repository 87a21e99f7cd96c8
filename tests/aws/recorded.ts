import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { answers } from "../../components/aws-fixture";
import type { AwsSettings } from "../../config/aws-settings";
import { asPulumi, cloudConfig, goodBackup, goodBucket, goodConfig } from "../../config/fixture";
import { readSettings } from "../../config/read";
import type { CarryOut, Read } from "../../rehearsal/monitor/monitor";
import { cloud } from "../../stacks/aws";
import { type Registered, registered } from "../../storagedb/testing-program";

/**
 * What a stack registers in AWS, its providers first; where it has a bucket for recovery points, with what makes them.
 *
 * @param carryOut what AWS would answer
 */
export async function recorded(aws: AwsSettings, carryOut: CarryOut = answers): Promise<Registered[]> {
  const { bucket, backups } = aws.objectStore;
  const config = bucket.kind === "own" && backups !== undefined ? { ...cloudConfig, ...goodBackup({}) } : goodConfig;
  const { settings, issues } = await readSettings(asPulumi({ ...config, ...goodBucket({ public: true }) }), "FILE");
  assert.ok(settings, JSON.stringify(issues));
  const resources = await registered(
    () => {
      const dependsOn = new pulumi.ComponentResource("test:index:Before", "before");
      const accounts = { namespace: "alfred-platform", service: "storage-service", backups: "storage-backup" };
      cloud(settings, aws, { accounts, dependsOn });
    },
    carryOut,
    guardedBucket(aws.objectStore),
  );
  return resources.filter(({ type }) => /^(pulumi:providers:)?aws\b/.test(type));
}

/** The inputs as the program gave them: those of a provider travel as JSON text. */
export function given({ type, inputs }: Pick<Registered, "type" | "inputs">): Registered["inputs"] {
  if (!type.startsWith("pulumi:providers:")) return inputs;
  const decoded = (value: unknown): unknown =>
    typeof value === "string" && /^([[{].*|true|false|\d+)$/s.test(value) ? JSON.parse(value) : value;
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, decoded(value)]));
}

/** A bucket that exists and is as it has to be. */
const guardedBucket =
  ({ encryption }: AwsSettings["objectStore"]): Read =>
  (type) => {
    const [, , kind = ""] = type.split(":");
    const key = encryption.type === "AES256" ? undefined : encryption.key;
    const seen: Readonly<Record<string, ReturnType<Read>>> = {
      BucketVersioning: { versioningConfiguration: { status: "Enabled" } },
      BucketPublicAccessBlock: {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      BucketServerSideEncryptionConfiguration: {
        rules: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: encryption.type,
              ...(key === undefined ? {} : { kmsMasterKeyId: key }),
            },
          },
        ],
      },
    };
    return seen[kind];
  };
