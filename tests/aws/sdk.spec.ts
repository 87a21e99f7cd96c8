import assert from "node:assert/strict";
import { type Breakage, breakages } from "./breakages";
import { given, recorded } from "./recorded";
import { type Given, type Judged, judgedBySdk } from "./sdk-check";
import { variants } from "./variants";

/** Every property in use whose values the SDK lists, or bounds, in its comments. */
const listed = [
  "BucketLifecycleConfiguration.rules.status: Enabled, Disabled",
  "BucketLifecycleConfiguration.rules.transitions.storageClass: GLACIER, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, DEEP_ARCHIVE, GLACIER_IR",
  "BucketObjectLockConfiguration.objectLockEnabled: Enabled",
  "BucketObjectLockConfiguration.rule.defaultRetention.mode: COMPLIANCE, GOVERNANCE",
  "BucketOwnershipControls.rule.objectOwnership: BucketOwnerPreferred, ObjectWriter, BucketOwnerEnforced",
  "BucketReplicationConfig.rules.deleteMarkerReplication.status: Enabled, Disabled",
  "BucketReplicationConfig.rules.destination.accessControlTranslation.owner: Destination",
  "BucketReplicationConfig.rules.sourceSelectionCriteria.sseKmsEncryptedObjects.status: Enabled, Disabled",
  "BucketReplicationConfig.rules.status: Enabled, Disabled",
  "BucketServerSideEncryptionConfiguration.rules.applyServerSideEncryptionByDefault.sseAlgorithm: AES256, aws:kms, aws:kms:dsse",
  "BucketVersioning.versioningConfiguration.status: Enabled, Suspended, Disabled",
  "Distribution.defaultCacheBehavior.viewerProtocolPolicy: allow-all, https-only, redirect-to-https",
  "Distribution.httpVersion: http1.1, http2, http2and3, http3",
  "Distribution.orderedCacheBehaviors.viewerProtocolPolicy: allow-all, https-only, redirect-to-https",
  "Distribution.priceClass: PriceClass_All, PriceClass_200, PriceClass_100",
  "Distribution.restrictions.geoRestriction.restrictionType: none, whitelist, blacklist",
  "Distribution.viewerCertificate.sslSupportMethod: vip, sni-only, static-ip",
  "Key.deletionWindowInDays: 7 to 30",
  "OriginAccessControl.originAccessControlOriginType: lambda, mediapackagev2, mediastore, s3",
  "OriginAccessControl.signingBehavior: always, never, no-override",
  "OriginAccessControl.signingProtocol: sigv4",
];

/** Keys that exclude each other. */
const names: Given = { type: "aws:kms/alias:Alias", inputs: { namePrefix: "alias/a", name: "alias/b" } };
const certificates: Given = {
  type: "aws:cloudfront/distribution:Distribution",
  inputs: { viewerCertificate: { cloudfrontDefaultCertificate: true, acmCertificateArn: "arn" } },
};

const nameOf = ({ type }: Given): string => type.split(":").at(-1) ?? "";

const distinct = <T>(list: readonly T[], text: (one: T) => string): T[] => [
  ...new Map(list.map((one) => [text(one), one])).values(),
];

describe("The SDK of the provider for AWS", function () {
  this.timeout(120_000); // six seconds, where nothing else is running
  const good: Given[] = [];
  const bad: (Given & Breakage)[] = [];
  const judgements = new Map<Given, Judged>();
  const of = (one: Given) => judgements.get(one) ?? assert.fail();
  const ofGood = (pick: (judged: Judged) => readonly string[]) =>
    [...new Set(good.flatMap((one) => pick(of(one))))].sort();
  const ofBad = (kind: Breakage["kind"]) => bad.filter((one) => one.kind === kind);
  const placesIn = (list: readonly Breakage[]) => list.map(({ place }) => place).sort();

  before(async () => {
    const registered: Given[] = [];
    for (const settings of Object.values(variants)) {
      registered.push(...(await recorded(settings)).map((one) => ({ type: one.type, inputs: given(one) })));
    }
    good.push(...distinct(registered, (one) => JSON.stringify(one)));
    const broken = good.flatMap((one) =>
      breakages(one.inputs, nameOf(one)).map((breakage) => ({ type: one.type, ...breakage })),
    );
    bad.push(...distinct(broken, ({ kind, place }) => `${kind} ${place}`));
    const all = [...good, ...bad, names, certificates];
    judgedBySdk(all).forEach((judged, index) => judgements.set(all[index] ?? assert.fail(), judged));
  });

  it("has nothing to say against what is registered", () => {
    assert.equal(new Set(good.map(({ type }) => type)).size, 18);
    const said = good.flatMap((one) => [...of(one).ofTypes, ...of(one).ofComments].map((text) => [one.type, text]));
    assert.deepEqual(said, []);
  });

  for (const kind of ["unknown key", "wrong type"] as const) {
    it(`would have one thing to say of each ${kind}, at any depth`, () => {
      assert.deepEqual(new Set(ofBad(kind).map(nameOf)), new Set(good.map(nameOf)));
      assert.deepEqual(placesIn(ofBad(kind).filter((one) => of(one).ofTypes.length !== 1)), []);
    });
  }

  it("would have one thing to say of each key missing that it requires, and of no other", () => {
    const required = ofGood((judged) => judged.required);
    assert.ok(required.length > 50);
    const said = ofBad("key missing").filter((one) => of(one).ofTypes.length > 0);
    assert.deepEqual(placesIn(said), required);
    assert.deepEqual(placesIn(said.filter((one) => of(one).ofTypes.length > 1)), []);
  });

  it("would have one thing to say of each value that is none of those that it lists", () => {
    assert.deepEqual(
      ofGood((judged) => judged.compared),
      listed,
    );
    const said = ofBad("another value").filter((one) => of(one).ofComments.length === 1);
    assert.deepEqual(placesIn(said), listed.map((line) => line.split(":")[0] ?? "").sort());
  });

  it("would say of keys that they exclude each other", () => {
    assert.deepEqual(of(names).ofComments, ["Alias.namePrefix conflicts with name"]);
    const place = "Distribution.viewerCertificate";
    assert.deepEqual(of(certificates).ofComments, [
      `${place}.cloudfrontDefaultCertificate conflicts with acmCertificateArn`,
      `${place}.acmCertificateArn conflicts with cloudfrontDefaultCertificate`,
    ]);
  });
});
