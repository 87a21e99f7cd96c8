import assert from "node:assert/strict";
import type { Verdict } from "../policies/evaluate";
import { rules } from "../policies/rules";
import { judge, refusal } from "./policies";
import { Rehearsals } from "./testing-start";

const verdict = (policy: string, level: Verdict["level"]): Verdict => ({
  ...{ policy, level, resource: null },
  message: `The stack has ${policy}.`,
});

describe("What the policy pack says of a rehearsed stack", () => {
  it("is nothing where there is nothing", () => {
    assert.deepEqual(judge([]), { rules: rules.length, verdicts: [] });
    assert.equal(refusal({ rules: 1, verdicts: [] }, "policies.json"), undefined);
  });

  it("stops it only where a rule is mandatory, and names that rule", () => {
    const [minor, worse] = [verdict("minor", "advisory"), verdict("worse", "mandatory")];
    const refused = (...verdicts: readonly Verdict[]) => refusal({ rules: 1, verdicts }, "policies.json");
    assert.equal(refused(minor), undefined);
    assert.equal(refused(minor, worse), "The stack has worse. The rule worse is mandatory.");
    assert.equal(
      refused(worse, minor, verdict("bad", "mandatory")),
      "The stack has worse. The rule worse is mandatory (and 1 more, all in policies.json).",
    );
  });
});

describe("A rehearsal", function () {
  this.timeout(300_000);
  const rehearsals = new Rehearsals();
  let result: ReturnType<Rehearsals["run"]>;
  const verdicts = (stack: string) => JSON.parse(rehearsals.text(stack, "policies.json")) as Verdict[];

  before(() => {
    const own = /roles: \[authenticated\]\n( +)verbs: \[list, .*\n +condition: owner/;
    rehearsals.write("dev", (text) => text.replace(own, "roles: [anon]\n$1verbs: [upload]"), { name: "refused" });
    rehearsals.write("dev", (text) => text.replace(/^ +fileSizeLimit: 10MiB\n/m, ""), { name: "advised" });
    const section = /^ {2}alfred-storage:backup:\n(?: {4}.*\n)+/m;
    const none = '  alfred-storage:backup: { none: "The cluster has a tool of its own" }\n';
    rehearsals.write("prod", (text) => text.replace(section, none), { name: "elsewhere" });
    rehearsals.write("prod", (text) => text.replace(section, ""), { name: "forgotten" });
    result = rehearsals.run();
  });

  after(() => {
    rehearsals.end();
  });

  const anyone = 'AccessPolicy "user-uploads/own_uploads" lets anyone upload objects of the bucket user-uploads';
  const unlimited = 'Bucket "agent-documents" takes objects of any size that the service takes. Set fileSizeLimit.';

  it("fails where a mandatory rule does not hold, and says why last", () => {
    assert.equal(result.status, 1);
    assert.match(
      result.stderr,
      new RegExp(`refused: ${anyone}\\..* The rule anonymous-cannot-write is mandatory\\.$`, "m"),
    );
    assert.doesNotMatch(result.stderr, /advised/);
  });

  it("goes on where a rule advises", () => {
    assert.ok(result.stdout.includes(`advisory: ${unlimited} (bucket-limited)`));
    assert.ok(result.stdout.includes(`${rules.length} rules of the policy pack: 0 mandatory and 1 advisory.`));
  });

  it("writes each verdict: its rule, level, resource and message", () => {
    assert.deepEqual(
      verdicts("refused").map(({ policy, level, message }) => [policy, level, message.split(". ", 1)[0]]),
      [["anonymous-cannot-write", "mandatory", anyone]],
    );
    const [first, ...more] = verdicts("advised");
    assert.deepEqual(more, []);
    assert.deepEqual(
      { ...first, resource: first?.resource?.split("::").at(-1) },
      {
        policy: "bucket-limited",
        level: "advisory",
        resource: "agent-documents",
        message: unlimited,
      },
    );
  });

  it("finds claims that are in no recovery point, unless the stack file says why", () => {
    const told = (stack: string) =>
      verdicts(stack).map(({ policy, level, message }) => [policy, level, message.split(" is ")[0]]);
    const buckets = [
      "buckets-backed-up",
      "advisory",
      "The stack has buckets, and nothing that makes recovery points of their objects. Write alfred-storage:backup, or an " +
        "exception that says where the objects are backed up.",
    ];
    assert.deepEqual(told("elsewhere"), [buckets]);
    assert.deepEqual(told("forgotten"), [
      ...["postgres-data", "redis-data", "vector-db-data"].map((claim) => [
        "claim-backed-up",
        "mandatory",
        `PersistentVolumeClaim "${claim}"`,
      ]),
      buckets,
    ]);
  });

  it("shows them on the page", () => {
    const page = rehearsals.pageText();
    for (const text of ["bucket-limited", "anonymous-cannot-write", "mandatory", "advisory"])
      assert.ok(page.includes(text), text);
  });
});
