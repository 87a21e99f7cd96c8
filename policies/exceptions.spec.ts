import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { declares, type Exception, exceptionsIn, exceptionsOn, isFor, problemOf } from "./exceptions";
import type { Resource } from "./rule";

const today = "2026-11-25";
const one: Exception = {
  rule: "bucket-versioned",
  resource: "object-store",
  reason: "moved to another account until then",
  until: "2027-03-31",
  where: "exceptions.yaml",
};
const bucket: Resource = {
  urn: "urn:pulumi:prod::alfred-storage::aws:s3/bucket:Bucket::object-store",
  type: "aws:s3/bucket:Bucket",
  name: "object-store",
  props: {},
  protect: true,
  dependsOn: [],
};
const problem = (change: Partial<Exception>) => problemOf({ ...one, ...change }, ["bucket-versioned"], today);

describe("An exception", () => {
  it("holds where it names a rule, gives a reason and has not ended", () => {
    assert.equal(problem({}), undefined);
  });

  it("holds on its last day, and not after it", () => {
    assert.equal(problem({ until: today }), undefined);
    assert.equal(problem({ until: "2026-11-24" }), "it ended on 2026-11-24");
  });

  it("does not hold for a rule that there is not", () => {
    assert.equal(problem({ rule: "bucket-version" }), "there is no rule bucket-version");
  });

  it("does not hold without a day", () => {
    for (const until of ["", "never", "31.3.2027", "2027-3-31", "2027-13-01", "2027-01-32", "2027-03-31T00:00"]) {
      assert.equal(problem({ until }), `"${until}" is not a day such as 2027-03-31, which comes first`);
    }
  });

  it("does not hold without a reason", () => {
    for (const reason of ["", "         because", "because "]) assert.equal(problem({ reason }), "it gives no reason");
    assert.equal(problem({ reason: "0123456789" }), undefined);
  });

  it("ends in the order of days", () => {
    const day = fc
      .date({ min: new Date("2020-01-01"), max: new Date("2039-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, (until, now) => {
        const ended = problemOf({ ...one, until }, [one.rule], now) !== undefined;
        assert.equal(ended, new Date(until) < new Date(now));
      }),
    );
  });

  it("is for a resource by its name or its whole URN", () => {
    assert.ok(isFor(one, bucket));
    assert.ok(isFor({ ...one, resource: bucket.urn }, bucket));
    assert.ok(!isFor({ ...one, resource: "object" }, bucket));
  });
});

describe("A file of exceptions", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "exceptions-"));
  const file = path.join(folder, "exceptions.yaml");
  const read = (text: string) => {
    writeFileSync(file, text);
    return exceptionsIn(file);
  };
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const text = `
- rule: bucket-versioned
  resource: object-store
  reason: moved to another account until then
  until: "2027-03-31"
`;

  it("may hold none", () => {
    for (const empty of ["", "[]", "# a remark"]) assert.deepEqual(read(empty), []);
  });

  it("holds a rule, a resource, a reason and a last day each", () => {
    assert.deepEqual(read(text), [{ ...one, where: file }]);
  });

  for (const [name, mistake, message] of [
    ["a key that there is not", text.replace("until:", "untill:"), /Unrecognized key: "untill"/],
    ["a missing reason", text.replace(/ {2}reason: .*\n/, ""), /expected string[\s\S]*\[0\]\.reason/],
    [
      "a reason that says nothing",
      text.replace("moved to another account until then", "legacy"),
      /too short to be a reason/,
    ],
    ["a day in words", text.replace("2027-03-31", "next March"), /is not a day such as 2027-03-31/],
    ["a day in another order", text.replace("2027-03-31", "31-03-2027"), /is not a day such as 2027-03-31/],
    ["what is no list", "rule: bucket-versioned", /expected array/],
  ] as const) {
    it(`refuses ${name}, and names the file`, () => {
      assert.throws(
        () => read(mistake),
        (error: Error) => {
          assert.match(error.message, message);
          assert.ok(error.message.startsWith(`${file} cannot be used:`));
          return true;
        },
      );
    });
  }

  it("of the pack can be used", () => {
    assert.ok(exceptionsIn(path.join(__dirname, "exceptions.yaml")).every(({ reason }) => reason !== ""));
  });
});

describe("An exception on the resource itself", () => {
  const key = `${declares}bucket-versioned`;
  const value = `${one.until} ${one.reason}`;
  const declared = { ...one, resource: bucket.urn, where: bucket.urn };

  for (const [where, props] of Object.entries({
    "an annotation of Kubernetes": { metadata: { annotations: { [key]: value, other: "2027-03-31 nothing" } } },
    "a tag of AWS": { tags: { Name: "object-store", [key]: value } },
    "a label of Docker": {
      labels: [
        { label: key, value },
        { label: "other", value: "x" },
      ],
    },
  })) {
    it(`is ${where}`, () => {
      assert.deepEqual(exceptionsOn({ ...bucket, props }), [declared]);
    });
  }

  it("is no label of Kubernetes, whose values hold no sentences", () => {
    assert.deepEqual(exceptionsOn({ ...bucket, props: { metadata: { labels: { [key]: value } } } }), []);
  });

  it("is nothing where the resource says nothing", () => {
    for (const props of [{}, { labels: {} }, { metadata: {} }, { tags: null }]) {
      assert.deepEqual(exceptionsOn({ ...bucket, props }), []);
    }
  });

  it("does not hold where the day is missing", () => {
    const [found] = exceptionsOn({ ...bucket, props: { tags: { [key]: "because of the move" } } });
    assert.ok(found);
    assert.match(problemOf(found, ["bucket-versioned"], today) ?? "", /^"because" is not a day/);
  });

  it("reads whatever rule, day and reason are written", () => {
    const word = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
    fc.assert(
      fc.property(word, word, fc.array(word, { minLength: 1 }), (rule, until, words) => {
        const reason = words.join(" ");
        const props = { tags: { [declares + rule]: `${until} ${reason}` } };
        const found = { rule, until, reason, resource: bucket.urn, where: bucket.urn };
        assert.deepEqual(exceptionsOn({ ...bucket, props }), [found]);
      }),
    );
  });
});
