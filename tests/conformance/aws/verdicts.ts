import assert from "node:assert/strict";
import type { Operation } from "../../harness/operation";

/** What the policy pack has to say in an operation, sorted, each as `level rule (type: name): sentence`. */
export function verdictsIn({ stdout, stderr }: Operation): string[] {
  const text = stdout + stderr;
  assert.match(text, /^ *\S+ alfred-storage@v/m, "the pack has run");
  return [...text.matchAll(/^ *- \[(\w+)\] +(\S+) +(\(.+\))\n *(.+)$/gm)]
    .map(([, level = "", rule = "", on = "", sentence = ""]) => `${level} ${rule} ${on}: ${sentence}`)
    .sort();
}

const ofBucket = ["bucket-policy-not-public", "policy-readable", "service-named-by-source", "tls-only"];

const ofKey = ["key-policy-not-public", "key-policy-without-star", "policy-readable", "service-named-by-source"];
const ofRole = [
  "key-use-through-service",
  "no-escalation",
  "no-version-deletion",
  "policy-on-named-resources",
  "policy-readable",
  "policy-without-star",
  "roles-by-name",
];

/** Rules on what names keys and roles that a first preview does not know. `pulumi up` runs them again. */
const waiting = {
  "aws:iam:RolePolicy: objects": ofRole,
  "aws:iam:RolePolicy: backups": ofRole,
  "aws:kms:Key: object-store": ofKey,
  "aws:kms:Key: object-store-backups": ofKey,
  "aws:s3:BucketPolicy: object-store": ofBucket,
  "aws:s3:BucketPolicy: object-store-backups": ofBucket,
};

/** What is said of them in the SDK's words: no violation, whatever their level is. */
export const notKnownYet: readonly string[] = Object.entries(waiting)
  .flatMap(([on, rules]) =>
    rules.map(
      (rule) =>
        `advisory ${rule} (${on}): can't run policy '${rule}' from policy pack 'alfred-storage@v0.1.0' during preview: ` +
        "string value at .policy can't be known during preview",
    ),
  )
  .sort();
