import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { run } from "../harness/run";
import { type WorkflowLinters, workflowLinters } from "../toolchain/workflow-linters";

const folder = path.join(__dirname, "../../.github/workflows");
const files = readdirSync(folder).map((file) => path.join(folder, file));

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly "timeout-minutes"?: number;
        readonly permissions?: Readonly<Record<string, string>>;
        readonly steps?: readonly { readonly uses?: string; readonly run?: string; readonly with?: object }[];
      }
    >
  >;
}

describe("the workflows", function () {
  this.timeout(60_000);
  let tools: WorkflowLinters;
  before(async function () {
    this.timeout(15 * 60_000); // where they have to be built first
    tools = await workflowLinters();
  });

  const lint = (...args: string[]) => run(tools.actionlint, ["-no-color", "-shellcheck", tools.shellcheck, ...args]);

  it("have nothing that actionlint or shellcheck finds fault with", async () => {
    const { exitCode, stdout, stderr } = await lint(...files);
    assert.deepEqual([exitCode, stdout, stderr], [0, "", ""]);
  });

  it("run scripts that shellcheck finds no fault with", async () => {
    const github = path.dirname(folder);
    const scripts = readdirSync(github).filter((file) => file.endsWith(".sh"));
    assert.deepEqual(scripts, ["deploy.sh", "preview.sh"]);
    const { exitCode, stdout } = await run(
      tools.shellcheck,
      scripts.map((file) => path.join(github, file)),
    );
    assert.deepEqual([exitCode, stdout], [0, ""]);
  });

  it("would be found fault with, by both", async () => {
    const scratch = mkdtempSync(path.join(tmpdir(), "workflows-"));
    const file = path.join(scratch, "bad.yml");
    writeFileSync(
      file,
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo $NAME ${{ github.nothing }}\n",
    );
    const { exitCode, stdout } = await lint(file);
    rmSync(scratch, { recursive: true });
    assert.equal(exitCode, 1);
    assert.match(stdout, /property "nothing" is not defined/);
    assert.match(stdout, /shellcheck reported issue .*SC2086/);
  });

  for (const file of files) {
    const { on, permissions, jobs } = parse(readFileSync(file, "utf8")) as Workflow;
    const steps = Object.values(jobs).flatMap(({ steps: list }) => list ?? []);

    it(`${path.basename(file)} gives no right that a job does not name, and lets none run for ever`, () => {
      assert.deepEqual(permissions, {});
      for (const [name, job] of Object.entries(jobs)) {
        assert.ok((job["timeout-minutes"] ?? 360) <= 90, name);
        assert.equal(job.permissions?.["contents"], "read", name);
      }
      assert.ok(!("pull_request_target" in on));
    });

    it(`${path.basename(file)} leaves no token in the checkout, knows no long-lived key, and says little in shell`, () => {
      const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      assert.ok(checkouts.length > 0);
      for (const { with: options } of checkouts) assert.deepEqual(options, { "persist-credentials": false });
      assert.doesNotMatch(readFileSync(file, "utf8"), /aws-access-key-id|AWS_SECRET_ACCESS_KEY/);
      for (const { run: script } of steps) assert.ok((script ?? "").trim().split("\n").length <= 12, script);
    });
  }
});
