import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.dirname(__dirname);
const fixtures = "tests/fixtures/stack-files";

/** The real command, as `npm run check` starts it. */
function check(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["ops/run.cjs", "check", ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run check", function () {
  this.timeout(20_000);

  const names = readdirSync(path.join(root, fixtures)).filter((name) => name.endsWith(".yaml"));
  for (const name of names) {
    it(`says what is wrong with ${name}, and fails`, () => {
      const expected = readFileSync(path.join(root, fixtures, name.replace(/\.yaml$/, ".expected.txt")), "utf8");
      assert.deepEqual(check(`${fixtures}/${name}`), { status: 1, stdout: expected, stderr: "" });
    });
  }

  it("finds nothing wrong in the project's own stack files", () => {
    const { status, stdout, stderr } = check();
    assert.equal(stderr, "");
    assert.deepEqual(stdout.trimEnd().split("\n").slice(-2), [
      "Pulumi.dev.yaml: 3 buckets, 3 policies, 1 warning, 2 notes",
      "Pulumi.prod.yaml: 3 buckets, 3 policies, 1 warning, 2 notes",
    ]);
    assert.equal(status, 0);
  });

  it("prints the same as JSON", () => {
    const { status, stdout } = check("--json", `${fixtures}/limit-above-upload-limit.yaml`);
    assert.deepEqual(JSON.parse(stdout), [
      {
        file: `${fixtures}/limit-above-upload-limit.yaml`,
        summary: `${fixtures}/limit-above-upload-limit.yaml: 1 error`,
        issues: [
          {
            severity: "error",
            path: ["buckets", 0, "file_size_limit"],
            message: "is above the service's upload limit of 50MiB, so no upload could reach it",
            value: 104857600,
            remedy: "lower it to at most 50MiB, or raise service.uploadLimit",
            file: `${fixtures}/limit-above-upload-limit.yaml`,
            key: "alfred-storage:buckets[0].file_size_limit",
            line: 11,
          },
        ],
      },
    ]);
    assert.equal(status, 1);
  });

  it("names a file that does not exist", () => {
    assert.deepEqual(check("Pulumi.none.yaml"), {
      status: 1,
      stdout: "error: Pulumi.none.yaml: the file does not exist.\n\nPulumi.none.yaml: 1 error\n",
      stderr: "",
    });
  });

  it("explains itself, and refuses an option that it does not know", () => {
    assert.match(check("--help").stdout, /^Checks stack files/);
    const { status, stderr } = check("--jsn");
    assert.equal(status, 2);
    assert.match(stderr, /^Unknown option '--jsn'/);
  });
});
