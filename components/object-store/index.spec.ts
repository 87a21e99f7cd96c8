import assert from "node:assert/strict";
import { registered, type Registered } from "../../storagedb/testing-program";
import { answers, around } from "../aws-fixture";
import { account, otherAccount } from "../simulated-access";
import { ObjectStore } from ".";
import type { ObjectStoreArgs } from "./args";

const bucket = "alfred-platform-prod";

type Changes = (surroundings: ReturnType<typeof around>) => Partial<ObjectStoreArgs>;

const made = (changes: Changes = () => ({})) =>
  registered(() => {
    const surroundings = around();
    new ObjectStore("object-store", {
      ...surroundings,
      bucket,
      encryption: { type: "aws:kms" },
      keyAdministrators: [],
      users: ["arn:aws:iam::123456789012:role/alfred-platform-prod-service"],
      noncurrentDays: 30,
      transitions: [],
      accessLogs: { days: 365 },
      backups: { place: surroundings, mode: "GOVERNANCE", days: 30, replicate: false },
      ...changes(surroundings),
    });
  }, answers);

const short = ({ type }: Registered) => type.split(":").at(-1) ?? "";
const inAws = (resources: readonly Registered[]) => resources.filter(({ type }) => type.startsWith("aws:"));
const of = (resources: readonly Registered[], name: string, type: string) =>
  resources.find((one) => one.name === name && short(one) === type) ?? assert.fail(`${name} has no ${type}`);
const policyOf = (resources: readonly Registered[], name: string) =>
  JSON.parse(String(of(resources, name, "BucketPolicy").inputs["policy"])) as {
    Statement: readonly Record<string, unknown>[];
  };
const sids = (resources: readonly Registered[], name: string) =>
  policyOf(resources, name).Statement.map(({ Sid }) => Sid);

describe("An object store", () => {
  it("is three buckets and two keys", async () => {
    const resources = inAws(await made());
    const names = resources.filter((one) => short(one) === "Bucket").map(({ inputs }) => inputs["bucket"]);
    assert.deepEqual(names.sort(), [bucket, `${bucket}-backups`, `${bucket}-logs`]);
    const aliases = resources.filter((one) => short(one) === "Alias").map(({ inputs }) => inputs["name"]);
    assert.deepEqual(aliases.sort(), [`alias/${bucket}`, `alias/${bucket}-backups`]);
  });

  it("shuts every bucket, keeps its versions, and marks all of it with the stack's labels", async () => {
    const resources = inAws(await made());
    for (const name of ["object-store", "object-store-logs", "object-store-backups"]) {
      assert.deepEqual(of(resources, name, "BucketPublicAccessBlock").inputs, {
        bucket: of(resources, name, "Bucket").inputs["bucket"],
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      assert.deepEqual(of(resources, name, "BucketOwnershipControls").inputs["rule"], {
        objectOwnership: "BucketOwnerEnforced",
      });
      assert.deepEqual(of(resources, name, "BucketVersioning").inputs["versioningConfiguration"], {
        status: "Enabled",
      });
      assert.deepEqual(sids(resources, name).slice(0, 2), ["DenyWithoutTls", "DenyOldTls"]);
      const { forceDestroy, tags } = of(resources, name, "Bucket").inputs;
      assert.deepEqual([forceDestroy, tags], [false, { owner: "platform" }]);
    }
  });

  it("makes one thing of a bucket after the other, and the log after its target's policy", async () => {
    const resources = inAws(await made());
    const chain = (name: string) =>
      resources.filter((one) => one.name === name && short(one).startsWith("Bucket")).map((one) => short(one));
    const guards = [
      "Bucket",
      "BucketPublicAccessBlock",
      "BucketOwnershipControls",
      "BucketVersioning",
      "BucketServerSideEncryptionConfiguration",
    ];
    const rest = ["BucketPolicy", "BucketLifecycleConfiguration", "BucketLogging"];
    assert.deepEqual(chain("object-store"), [...guards, ...rest]);
    assert.deepEqual(chain("object-store-logs"), [...guards, "BucketPolicy", "BucketLifecycleConfiguration"]);
    assert.deepEqual(chain("object-store-backups"), [...guards, "BucketObjectLockConfiguration", ...rest]);
    assert.ok(of(resources, "object-store", "BucketLogging").dependsOn.includes("object-store-logs"));
  });

  it("protects data and what guards it, and nothing else", async () => {
    const loose = inAws(await made()).filter(({ protect }) => !protect);
    assert.deepEqual(loose.map(short).sort(), ["Alias", "Alias", "BucketLogging", "BucketLogging"]);
  });

  it("encrypts with a key of its own, through a bucket key", async () => {
    const resources = inAws(await made());
    assert.deepEqual(of(resources, "object-store", "BucketServerSideEncryptionConfiguration").inputs["rules"], [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: `arn:aws:kms:us-west-2:${account}:key/object-store`,
        },
        bucketKeyEnabled: true,
      },
    ]);
    const { enableKeyRotation, deletionWindowInDays } = of(resources, "object-store", "Key").inputs;
    assert.deepEqual([enableKeyRotation, deletionWindowInDays], [true, 30]);
  });

  it("encrypts with a given key, by its id", async () => {
    const id = "11111111-2222-3333-4444-555555555555";
    const resources = inAws(await made(() => ({ encryption: { type: "aws:kms", key: id } })));
    const text = JSON.stringify(of(resources, "object-store", "BucketServerSideEncryptionConfiguration").inputs);
    assert.ok(text.includes(`"kmsMasterKeyId":"arn:aws:kms:us-west-2:${account}:key/${id}"`));
    const keys = resources.filter((one) => short(one) === "Key").map(({ name }) => name);
    assert.deepEqual(keys, ["object-store-backups"]); // another key than that of the objects
  });

  it("names the administrators of its keys, in their own account alone", async () => {
    const named = `arn:aws:iam::${account}:role/administrators`;
    const administrators = async (at: Partial<ReturnType<typeof around>>) => {
      const changes: Changes = (place) => ({
        keyAdministrators: [named],
        backups: { place: { ...place, ...at }, mode: "GOVERNANCE", days: 30, replicate: false },
      });
      const keys = inAws(await made(changes)).filter((one) => short(one) === "Key");
      return keys.map(({ name, inputs }) => {
        const { Statement } = JSON.parse(String(inputs["policy"])) as { Statement: Record<string, unknown>[] };
        return [name, Statement[0]?.["Sid"], Statement[0]?.["Principal"]];
      });
    };
    const row = (name: string, who: string | string[]) => [name, "Administrators", { AWS: who }];
    const objects = row("object-store", [named]);
    assert.deepEqual((await administrators({ region: "us-east-2" })).sort(), [
      objects,
      row("object-store-backups", [named]),
    ]);
    assert.deepEqual((await administrators({ account: otherAccount })).sort(), [
      objects,
      row("object-store-backups", `arn:aws:iam::${otherAccount}:root`),
    ]);
  });

  it("with Amazon's own encryption has no key", async () => {
    const resources = inAws(await made(() => ({ encryption: { type: "AES256" } })));
    assert.deepEqual(of(resources, "object-store", "BucketServerSideEncryptionConfiguration").inputs["rules"], [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    assert.ok(!resources.some(({ type }) => type.startsWith("aws:kms")));
    assert.deepEqual(sids(resources, "object-store"), [
      ...["DenyWithoutTls", "DenyOldTls", "DenyOtherEncryption", "DenyCustomerKey"],
    ]);
  });

  it("locks recovery points", async () => {
    const resources = inAws(await made());
    assert.equal(of(resources, "object-store-backups", "Bucket").inputs["objectLockEnabled"], true);
    assert.deepEqual(of(resources, "object-store-backups", "BucketObjectLockConfiguration").inputs["rule"], {
      defaultRetention: { mode: "GOVERNANCE", days: 30 },
    });
  });

  it("copies every version to the recovery points' bucket, where that is asked for", async () => {
    const resources = inAws(
      await made((place) => ({ backups: { place, mode: "GOVERNANCE", days: 30, replicate: true } })),
    );
    const { role, rules } = of(resources, "object-store", "BucketReplicationConfig").inputs;
    assert.equal(role, `arn:aws:iam::${account}:role/${bucket}-replication`);
    assert.deepEqual(rules, [
      {
        id: "every-version",
        priority: 0,
        status: "Enabled",
        filter: {},
        deleteMarkerReplication: { status: "Disabled" },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        destination: {
          bucket: `arn:aws:s3:::${bucket}-backups`,
          encryptionConfiguration: {
            replicaKmsKeyId: `arn:aws:kms:us-west-2:${account}:key/object-store-backups`,
          },
        },
      },
    ]);
  });

  it("keeps recovery points in another account, whose copies are then that account's", async () => {
    const resources = inAws(
      await made(() => {
        const place = { ...around("us-east-2", "elsewhere"), account: "210987654321" };
        return { backups: { place, mode: "COMPLIANCE", days: 30, replicate: true } };
      }),
    );
    const [rule] = of(resources, "object-store", "BucketReplicationConfig").inputs["rules"] as {
      destination: Record<string, unknown>;
    }[];
    assert.equal(rule?.destination["account"], "210987654321");
    assert.deepEqual(rule.destination["accessControlTranslation"], { owner: "Destination" });
    assert.deepEqual(sids(resources, "object-store-backups").slice(-2), [
      "ReplicasFromElsewhere",
      "ReplicationLooksAtVersioning",
    ]);
    const logging = resources.filter((one) => short(one) === "BucketLogging").map(({ name }) => name);
    assert.deepEqual(logging, ["object-store"]); // S3 does not log into another region
  });

  it("lets the role of backups read objects, past an endpoint only where it copies to another region", async () => {
    const backupRole = `arn:aws:iam::${account}:role/${bucket}-backup`;
    const beside = async (region: string) => {
      const resources = inAws(
        await made((place) => ({
          backupRole,
          vpcEndpoint: "vpce-0a1b2c3d",
          backups: { place: { ...place, region }, mode: "GOVERNANCE", days: 30, replicate: false },
        })),
      );
      const { Statement } = JSON.parse(String(of(resources, "object-store", "Key").inputs["policy"])) as {
        Statement: readonly Record<string, unknown>[];
      };
      const readers = Statement.filter(({ Sid }) => Sid === "BackupsRead");
      assert.deepEqual(
        readers.map(({ Principal, Action }) => [Principal, Action]),
        [[{ AWS: backupRole }, ["kms:Decrypt"]]],
      );
      const endpoint = policyOf(resources, "object-store").Statement.find(({ Sid }) => Sid === "DenyBesideEndpoint");
      return (endpoint?.["Condition"] as Record<string, unknown>)["ArnNotEquals"];
    };
    assert.equal(await beside("us-west-2"), undefined);
    assert.deepEqual(await beside("us-east-2"), { "aws:PrincipalArn": [backupRole] });
  });

  it("lets the role of backups into another account, and says nothing of it in its own", async () => {
    const backupRole = `arn:aws:iam::${account}:role/${bucket}-backup`;
    const said = async (owner: string) => {
      const backups = { mode: "GOVERNANCE", days: 30, replicate: false } as const;
      const resources = inAws(
        await made((place) => ({ backupRole, backups: { ...backups, place: { ...place, account: owner } } })),
      );
      const key = JSON.stringify(of(resources, "object-store-backups", "Key").inputs["policy"]);
      return [sids(resources, "object-store-backups").slice(4), key.includes("BackupsFromElsewhere")];
    };
    assert.deepEqual(await said(account), [["DenyCustomerKey"], false]);
    assert.deepEqual(await said(otherAccount), [
      ["DenyCustomerKey", "RecoveryPointsFromElsewhere", "RecoveryPointListingsFromElsewhere"],
      true,
    ]);
  });

  it("shows public buckets through CloudFront alone", async () => {
    const cdn = { folder: "tenant", buckets: ["user-uploads"], aliases: [], priceClass: "PriceClass_100" } as const;
    const resources = inAws(await made(() => ({ cdn })));
    const { origins, orderedCacheBehaviors } = of(resources, "object-store", "Distribution").inputs as {
      origins: object[];
      orderedCacheBehaviors: { pathPattern: string }[];
    };
    assert.deepEqual(origins, [
      {
        originId: "objects",
        domainName: `${bucket}.s3.us-west-2.amazonaws.com`,
        originPath: "/tenant",
        originAccessControlId: "object-store",
      },
    ]);
    assert.deepEqual(
      orderedCacheBehaviors.map(({ pathPattern }) => pathPattern),
      ["/user-uploads/*"],
    );
    assert.deepEqual(policyOf(resources, "object-store").Statement.at(-1), {
      Sid: "PublicBucketsThroughCloudFront",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: ["s3:GetObject"],
      Resource: [`arn:aws:s3:::${bucket}/tenant/user-uploads/*`],
      Condition: { StringEquals: { "aws:SourceArn": `arn:aws:cloudfront::${account}:distribution/object-store` } },
    });
  });

  it("logs into a bucket that is given, and makes none", async () => {
    const resources = inAws(await made(() => ({ accessLogs: { bucket: "platform-logs", days: 365 } })));
    assert.equal(of(resources, "object-store", "BucketLogging").inputs["targetBucket"], "platform-logs");
    assert.ok(!resources.some(({ name }) => name === "object-store-logs"));
  });
});
