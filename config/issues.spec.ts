import assert from "node:assert/strict";
import { countIssues, formatIssues, type LocatedIssue, plural } from "./issues";

const issue: LocatedIssue = {
  severity: "error",
  file: "Pulumi.dev.yaml",
  line: 3,
  key: "alfred-storage:service.port",
  path: ["service", "port"],
  value: 0,
  message: "is not a port",
  remedy: "write 5000",
};
const note: LocatedIssue = { severity: "note", file: "a", key: "", path: [], message: "is empty" };

describe("formatIssues", () => {
  it("says place, key, value, what is wrong and what to do, errors first", () => {
    assert.equal(
      formatIssues([note, { ...issue, severity: "warning" }, issue]),
      `error: Pulumi.dev.yaml:3: alfred-storage:service.port (0) is not a port.
  Write 5000.
warning: Pulumi.dev.yaml:3: alfred-storage:service.port (0) is not a port.
  Write 5000.
note: a: the file is empty.`,
    );
  });

  const values: [unknown, string][] = [
    ["50MiB", "50MiB"],
    ["application/pdf", "application/pdf"],
    ["5000", '"5000"'],
    ["true", '"true"'],
    ["two words", '"two words"'],
    ["", '""'],
    ["a\nb", '"a\\nb"'],
    ["\u0085", '"\\u0085"'],
    [null, "null"],
    [["a"], '["a"]'],
    ["x".repeat(61), `${"x".repeat(59)}…`],
  ];
  for (const [value, shown] of values) {
    it(`shows ${JSON.stringify(value)} as ${shown}`, () => {
      assert.equal(formatIssues([{ ...note, value }]), `note: a: the file (${shown}) is empty.`);
    });
  }
});

describe("countIssues", () => {
  it("counts by severity", () => {
    assert.equal(countIssues([]), "no problems");
    assert.equal(countIssues([note, issue, issue]), "2 errors, 1 note");
    assert.equal(plural(2, "policy"), "2 policies");
    assert.equal(plural(1, "policy"), "1 policy");
    assert.equal(plural(0, "bucket"), "0 buckets");
  });
});
