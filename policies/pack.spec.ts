import assert from "node:assert/strict";
import path from "node:path";
import { evaluate } from "./evaluate";
import { declares, exceptionsIn } from "./exceptions";
import { type Resource, unknown } from "./rule";
import { rules } from "./rules";
import { stacks } from "./testing";
import { type Answer, Pack } from "./testing-pack";

const resource = (type: string, name: string, props: Resource["props"] = {}): Resource => ({
  ...{ urn: `urn:pulumi:dev::alfred-storage::${type}::${name}`, type, name, props, protect: true, dependsOn: [] },
});
const password = (name: string, length: unknown) =>
  resource("random:index/randomPassword:RandomPassword", name, { length });
const bucket = (name: string, props: Resource["props"] = {}) =>
  resource("aws:s3/bucket:Bucket", name, { bucket: name, ...props });

/** Half of everything is missing. */
const halved = (one: Resource): Resource => ({
  ...one,
  protect: false,
  dependsOn: [],
  props: Object.fromEntries(Object.entries(one.props).filter((_, position) => position % 2 === 0)),
});

const inOrder = (answers: readonly Answer[]) => answers.map((one) => JSON.stringify(one)).sort();

describe("The pack as the engine starts it", function () {
  this.timeout(300_000);
  let pack: Pack;
  before(async () => {
    pack = await Pack.start();
  });
  after(() => pack.stop());
  beforeEach(() => pack.configure());

  /** What one rule says, its remedy left out. */
  const saysOf = async (policy: string, resources: readonly Resource[]) => {
    const remedy = rules.find(({ name }) => name === policy)?.remedy;
    const answers = (await pack.judge(resources)).filter((answer) => answer.policy === policy);
    return answers
      .map(({ level, message }) => `${level}: ${remedy === undefined ? message : message.replace(`. ${remedy}`, "")}`)
      .sort();
  };

  it("has every rule as a policy of its name, with its level and its parameters", async () => {
    const policies = await pack.policies();
    const own = ["exceptions-in-force", "exceptions-valid", "first-look"];
    assert.deepEqual(policies.map(({ name }) => name).sort(), [...own, ...rules.map(({ name }) => name)].sort());
    for (const { name, level, description, remedy, parameters } of rules) {
      const policy = policies.find((one) => one.name === name);
      assert.deepEqual(policy, { name, level, description, remedy, parameters, of: policy?.of });
    }
    const stackWide = rules.filter((rule) => "checkStack" in rule).map(({ name }) => name);
    assert.deepEqual(
      policies.filter(({ of }) => of === "stack").map(({ name }) => name),
      [...stackWide, "exceptions-in-force", "exceptions-valid"],
    );
  });

  for (const stack of ["dev", "prod", "full"] as const) {
    for (const [what, change] of [
      ["the whole of", (one: Resource) => one],
      ["half of", halved],
    ] as const) {
      it(`says of ${what} ${stack} what the rehearsal says, with a first look and without`, async () => {
        const resources = (await stacks())[stack].map(change);
        const exceptions = exceptionsIn(path.join(__dirname, "exceptions.yaml"));
        const today = new Date().toISOString().slice(0, 10);
        const expected = inOrder(evaluate(rules, resources, { exceptions, today }));
        assert.deepEqual(inOrder(await pack.judge(resources)), expected);
        await pack.configure({ "first-look": { level: "disabled" }, "one-writer": { level: "disabled" } });
        const others = expected.filter((answer) => !answer.includes(`"policy":"one-writer"`));
        assert.deepEqual(inOrder(await pack.judge(resources)), others);
      });
    }
  }

  const short = (name: string, length: number, least = 20) =>
    `RandomPassword "${name}" has ${length} characters, and may have no fewer than ${least}`;

  it("asks a rule about each of many resources at the same time, and only about those of its types", async () => {
    const lengths = Array.from({ length: 50 }, (_, position) => position);
    const resources = lengths.flatMap((length) => [password(`p${length}`, length), bucket(`b${length}`)]);
    assert.deepEqual(
      await saysOf("password-long", resources),
      lengths
        .filter((length) => length < 20)
        .map((length) => `mandatory: ${short(`p${length}`, length)}`)
        .sort(),
    );
  });

  it("takes a rule's level and parameters from the engine, at any time", async () => {
    const resources = [password("a", 30)];
    assert.deepEqual(await saysOf("password-long", resources), []);
    await pack.configure({ "password-long": { level: "advisory", parameters: { shortest: 32 } } });
    assert.deepEqual(await saysOf("password-long", resources), [`advisory: ${short("a", 30, 32)}`]);
    await pack.configure({ "password-long": { level: "disabled" } });
    assert.deepEqual(await saysOf("password-long", [password("b", 1)]), []);
    await pack.configure();
    assert.deepEqual(await saysOf("password-long", [password("b", 1)]), [`mandatory: ${short("b", 1)}`]);
  });

  it("takes the parameters of a rule on the whole stack, too", async () => {
    const type = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
    const rule = { defaultRetention: { mode: "GOVERNANCE", days: 10 } };
    const resources = [bucket("a"), resource(type, "a", { bucket: "a", rule })];
    assert.deepEqual(await saysOf("recovery-points-locked", resources), []);
    await pack.configure({ "recovery-points-locked": { parameters: { days: 30 } } });
    assert.deepEqual(await saysOf("recovery-points-locked", resources), [
      "advisory: The stack has S3 buckets, and none that keeps every version for at least 30 days",
    ]);
  });

  it("asks the one rule that is left where all others are disabled", async () => {
    await pack.configure({ all: { level: "disabled" }, "password-long": { level: "mandatory" } });
    assert.deepEqual(
      (await pack.judge([password("a", 1), bucket("a")])).map(({ policy }) => policy),
      ["password-long"],
    );
  });

  it("counts what is not known yet as a violation of a rule that needs it, be it missing or unknown", async () => {
    const says = await saysOf("password-long", [password("a", unknown), password("b", undefined)]);
    assert.deepEqual(says, [
      'mandatory: RandomPassword "a" cannot be judged: length is not known yet',
      `mandatory: ${short("b", 0)}`,
    ]);
  });

  it("says that a mandatory rule that may wait could not run, and nothing of an advisory one", async () => {
    const policy = resource("aws:s3/bucketPolicy:BucketPolicy", "a", { bucket: "a", policy: unknown });
    const answers = (await pack.judge([bucket("a"), policy])).filter(({ message }) =>
      message.includes("string value at .policy can't be known"),
    );
    assert.deepEqual(
      answers.map(({ policy, level }) => `${level}: ${policy}`),
      ["bucket-policy-not-public", "policy-readable", "service-named-by-source", "tls-only"].map(
        (name) => `advisory: ${name}`,
      ),
    );
    for (const { policy, message } of answers) assert.ok(message.startsWith(`can't run policy '${policy}'`), message);
  });

  it("lets an exception on a resource through, tells of it, and refuses one that has ended", async () => {
    const excepted = (until: string) =>
      bucket("a", {
        forceDestroy: true,
        tags: { [`${declares}bucket-not-force-destroyed`]: `${until} it is emptied with the stack` },
      });
    const about = `An exception from bucket-not-force-destroyed for ${bucket("a").urn}`;
    const holding = [excepted("2999-12-31")];
    assert.deepEqual(await saysOf("bucket-not-force-destroyed", holding), []);
    assert.deepEqual(await saysOf("exceptions-in-force", holding), [
      `advisory: ${about} holds until 2999-12-31: it is emptied with the stack`,
    ]);
    assert.deepEqual(await saysOf("exceptions-valid", holding), []);
    const ended = [excepted("2026-01-31")];
    assert.equal((await saysOf("bucket-not-force-destroyed", ended)).length, 1);
    assert.deepEqual(await saysOf("exceptions-in-force", ended), []);
    assert.deepEqual(await saysOf("exceptions-valid", ended), [
      `mandatory: ${about} does not hold: it ended on 2026-01-31. Correct it, or remove it (${bucket("a").urn}).`,
    ]);
  });
});
