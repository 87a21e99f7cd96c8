import assert from "node:assert/strict";
import { asPulumi, goodConfig } from "./fixture";
import { formatIssues } from "./issues";
import { readSettings } from "./read";
import { sharedDataIssues } from "./together";

const one = { ...goodConfig, service: { ...goodConfig.service, s3: { bucket: "bucket-one", region: "us-west-2" } } };
const elsewhere = { ...one, database: { ...one.database, host: "other.example.com" } };
const onDocker = { ...one, platform: "docker", database: { ...one.database }, service: { backend: "file" } };

async function expectShared(first: Record<string, unknown>, second: Record<string, unknown>, expected: string) {
  const files = await Promise.all(
    [first, second].map(async (config, position) => {
      const file = `Pulumi.${position}.yaml`;
      const { settings } = await readSettings(asPulumi(config), file);
      assert.ok(settings);
      return { file, settings };
    }),
  );
  assert.equal(formatIssues(sharedDataIssues(files)), expected);
}

const warning = (shared: string) =>
  `warning: Pulumi.1.yaml: alfred-storage:namePrefix is the same as in Pulumi.0.yaml, and so are the tenant and ${shared}: both stacks would own the same buckets and objects.
  Give one of them a namePrefix or a service.tenantId of its own, or its own database.`;

describe("sharedDataIssues", () => {
  const pairs: [string, Record<string, unknown>, Record<string, unknown>, string][] = [
    [
      "the same database and S3 bucket",
      one,
      one,
      warning("the database postgres on db.example.com:5432 and the S3 bucket"),
    ],
    ["the same S3 bucket", one, elsewhere, warning("the S3 bucket")],
    ["another name prefix", one, { ...one, namePrefix: "green-" }, ""],
    ["another tenant", one, { ...one, service: { ...one.service, tenantId: "green" } }, ""],
    ["another platform, with files", one, onDocker, ""],
    ["the same database, with files", onDocker, onDocker, warning("the database postgres on db.example.com:5432")],
    ["another database, with files", onDocker, { ...onDocker, database: { ...one.database, name: "other" } }, ""],
  ];
  for (const [what, first, second, expected] of pairs) {
    it(`judges ${what}`, () => expectShared(first, second, expected));
  }
});
