import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Document, parseDocument } from "yaml";
import { section } from "../engine/stack-environment";
import { run, runOrFail } from "../harness/run";
import { type Linters, linters } from "../toolchain/cluster";
import { exceptions } from "./exceptions";

const root = path.join(__dirname, "../..");

const variants: Readonly<Record<string, (file: Document.Parsed) => void>> = {
  "prod with imgproxy and an Ingress": (file) => {
    file.setIn(section("imageProxy"), file.createNode({}));
    file.setIn([...section("kubernetes"), "route"], file.createNode({ host: "storage.example.com" }));
  },
  "prod with the file backend": (file) => {
    file.setIn([...section("service"), "backend"], "file");
    file.deleteIn(section("aws"));
    for (const key of ["s3", "replicas", "autoscaling"]) file.deleteIn([...section("service"), key]);
    file.deleteIn([...section("kubernetes"), "claims"]);
    const secret = { secure: "v1:abc" };
    const s3 = { bucket: "alfred-recovery", region: "us-west-2", accessKeyId: secret, secretAccessKey: secret };
    file.setIn([...section("backup"), "to"], file.createNode({ s3 }, { aliasDuplicateObjects: false }));
  },
};

interface Score {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
  }[];
}
interface Scan {
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[] };
}

describe("prod's manifests", function () {
  this.timeout(120_000);
  const scratch = mkdtempSync(path.join(tmpdir(), "manifests-"));
  const used = new Set<string>();
  let tools: Linters;
  before(async function () {
    this.timeout(30 * 60_000); // where they have to be built first
    tools = await linters();
  });
  after(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  /** As the rehearsal writes them. */
  const rehearse = async (name: string, change: (file: Document.Parsed) => void) => {
    const [stacks, out] = [path.join(scratch, name, "stacks"), path.join(scratch, name, "out")];
    mkdirSync(stacks, { recursive: true });
    const file = parseDocument(readFileSync(path.join(root, "Pulumi.prod.yaml"), "utf8"));
    file.setIn([...section("database"), "password"], file.createNode({ secure: "v1:abc" }));
    change(file);
    writeFileSync(path.join(stacks, "Pulumi.prod.yaml"), file.toString());
    const loader = path.join(root, "typescript.cjs");
    const program = path.join(root, "rehearsal/main.ts");
    const args = ["-r", loader, program, "--project", stacks, "--out", out, "--stack", "prod"];
    await runOrFail(process.execPath, args);
    return path.join(out, "prod", "kubernetes");
  };

  const unexcused = (findings: readonly (readonly [id: string, what: string])[]) => {
    for (const [id] of findings) used.add(id);
    return findings.filter(([id]) => !Object.hasOwn(exceptions, id)).map(([id, what]) => `${id}: ${what}`);
  };

  for (const [name, change] of Object.entries(variants)) {
    it(`of ${name} have no finding of kube-score or checkov without a reason`, async () => {
      const folder = await rehearse(name, change);
      const files = readdirSync(folder).map((file) => path.join(folder, file));
      assert.ok(files.length > 20);
      const score = await run(tools.kubeScore, ["score", "--output-format", "json", ...files]);
      const scored = (JSON.parse(score.stdout) as Score[]).flatMap(({ object_name, checks }) =>
        checks
          .filter(({ grade, skipped }) => grade < 10 && !skipped)
          .map(({ check }) => [check.id, object_name] as const),
      );
      assert.deepEqual(unexcused(scored), []);
      const options = ["--framework", "kubernetes", "--output", "json", "--quiet", "--compact", "--skip-download"];
      const scan = await run(tools.checkov, ["-d", folder, ...options]);
      const scanned = (JSON.parse(scan.stdout) as Scan).results.failed_checks.map(
        ({ check_id, resource }) => [check_id, resource] as const,
      );
      assert.deepEqual(unexcused(scanned), []);
    });
  }

  it("need every exception that there is", () => {
    assert.deepEqual([...used].sort(), Object.keys(exceptions).sort());
  });
});
