import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixtureFile } from "./testing-fixtures";

const root = path.join(__dirname, "../..");

describe("ops preview-summary", function () {
  this.timeout(30_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "preview-summary-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const ops = (args: readonly string[], input = "") => {
    const all = ["ops/run.cjs", "ops", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: root, input, encoding: "utf8" });
    return { status, stdout, stderr };
  };
  const summary = (...args: string[]) => ops(["preview-summary", ...args]);
  const file = (name: string) => path.join(folder, name);

  it("ends with what the preview means", () => {
    const statuses = [
      ["bucket-opened", 0, []],
      ["bucket-removed", 3, []],
      ["bucket-removed", 0, ["--allow-data-loss"]],
      ["volume-renamed", 1, ["--allow-data-loss"]],
      ["nothing-changes", 0, ["--expect-no-changes"]],
      ["drift", 5, ["--expect-no-changes"]],
      ["database-away", 1, ["--expect-no-changes"]],
    ] as const;
    for (const [name, expected, args] of statuses) {
      const { status, stderr } = summary(...args, fixtureFile(name));
      assert.deepEqual([name, status, stderr], [name, expected, ""]);
    }
  });

  it("reads standard input, and writes the comment and the approval where it is to", () => {
    const input = readFileSync(fixtureFile("bucket-opened"), "utf8");
    const args = ["--stack", "staging", "--title", "Look", "--output", file("c.md"), "--approval", file("a.json"), "-"];
    assert.deepEqual(ops(["preview-summary", ...args], input), { status: 0, stdout: "", stderr: "" });
    assert.deepEqual(readFileSync(file("c.md"), "utf8").split("\n").slice(0, 2), [
      "<!-- alfred-storage preview: staging -->",
      "## Look",
    ]);
    const compare = (name: string) =>
      ops(["preview-compare", "--stack", "staging", "--approved", file("a.json"), fixtureFile(name)]);
    assert.deepEqual(compare("bucket-opened"), {
      status: 0,
      stdout: "The preview is the one that was approved: 1 operation.\n",
      stderr: "",
    });
    const other = compare("nothing-changes");
    assert.equal(other.status, 4);
    assert.match(
      other.stderr,
      /^- Approved, and no longer to be done: update storagedb:index:Bucket agent-documents\.$/m,
    );
    const failed = compare("database-away");
    assert.deepEqual([failed.status, failed.stderr.split("\n")[0]], [1, "The preview failed:"]);
  });

  it("writes a comment also on what is no preview, so that none from before stays", () => {
    const { status, stderr } = ops(["preview-summary", "--stack", "prod", "--output", file("e.md"), "-"], "");
    assert.deepEqual([status, stderr.split(".")[0]], [1, "There is no preview: the input is empty"]);
    assert.match(readFileSync(file("e.md"), "utf8"), /^\*\*The preview failed\.\*\*\n[^]*^- There is no preview:/m);
  });

  it("takes verdicts of the rehearsal where the preview has none", () => {
    writeFileSync(file("p.json"), JSON.stringify([{ policy: "p", level: "mandatory", resource: null, message: "no" }]));
    const { status, stdout } = summary("--policies", file("p.json"), fixtureFile("bucket-opened"));
    assert.equal(status, 1);
    assert.match(stdout, /^\*\*A mandatory policy is violated\.\*\*[^]*^### Policies violated\n\n- `p`: no$/m);
  });

  it("explains itself, and says what is wrong with an option", () => {
    assert.match(summary("--help").stdout, /^Says in Markdown, .*\n[^]*^Exit status: 0 where no data may be lost; 1 /m);
    for (const [args, message] of [
      [[], /^Which preview\? Name its file, or - for standard input\./],
      [["a", "b"], /^One preview at a time, not a b\./],
      [["--count-objects", "-"], /^--count-objects needs --stack\./],
      [["--nothing"], /^Unknown option '--nothing'/],
    ] as const) {
      const { status, stderr } = summary(...args);
      assert.equal(status, 2);
      assert.match(stderr, message);
    }
    assert.equal(ops(["preview-compare", "--stack", "prod", "-"]).status, 2);
    assert.ok(!existsSync(file("c.md.2")));
  });
});
