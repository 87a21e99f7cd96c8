import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { recorded } from "../aws/recorded";
import { variants } from "../aws/variants";
import { run } from "../harness/run";
import { linters } from "../toolchain/cluster";
import { checks } from "./aws/checks";
import { type Exception, exceptions } from "./aws/exceptions";
import { mistaken, mistakes } from "./aws/mistakes";
import { addressOf, references, type Resource, terraformPlan } from "./aws/terraform-plan";

interface Result {
  readonly check_id: string;
  /** Its address. */
  readonly resource: string;
}
interface Scan {
  readonly summary: { readonly resource_count: number; readonly parsing_errors: number };
  readonly results: { readonly passed_checks: readonly Result[]; readonly failed_checks: readonly Result[] };
}

/** The variant in which every mistake can be made. */
const most = "CloudFront and copies at once";

describe("What is registered in AWS, by checkov", function () {
  this.timeout(60_000);
  const scratch = mkdtempSync(path.join(tmpdir(), "aws-"));
  const plans = new Map<string, readonly Resource[]>();
  let scan: Scan;

  before(async function () {
    this.timeout(30 * 60_000); // where checkov has to be installed first
    const { checkov } = await linters();
    for (const [variant, settings] of Object.entries(variants)) {
      const resources = await recorded(settings, references);
      plans.set(
        variant,
        resources.filter(({ type }) => type.startsWith("aws:")),
      );
    }
    for (const mistake of mistakes) plans.set(mistake.what, mistaken(plans.get(most) ?? assert.fail(), mistake));
    for (const [name, resources] of plans) {
      const prefix = prefixOf(name);
      writeFileSync(path.join(scratch, `${prefix}.json`), JSON.stringify(terraformPlan(resources, prefix)));
    }
    const options = ["--framework", "terraform_plan", "--output", "json", "--compact", "--skip-download"];
    scan = JSON.parse((await run(checkov, ["-d", scratch, ...options])).stdout) as Scan;
  });
  after(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  const prefixOf = (plan: string) => `plan${[...plans.keys()].indexOf(plan)}_`;
  /** By check and address, the addresses without their prefix. */
  const of = (results: readonly Result[], plan: string) =>
    results
      .filter(({ resource }) => resource.includes(`.${prefixOf(plan)}`))
      .map(({ check_id, resource }) => `${check_id} ${resource.replace(prefixOf(plan), "")}`)
      .sort();
  const findings = (plan: string) => of(scan.results.failed_checks, plan);
  const line = ({ check, resource }: Pick<Exception, "check" | "resource">) => `${check} ${resource}`;

  it("reaches it as a whole", () => {
    assert.equal(plans.size, Object.keys(variants).length + mistakes.length);
    const { resource_count, parsing_errors } = scan.summary;
    assert.deepEqual([resource_count, parsing_errors], [[...plans.values()].flat().length, 0]);
  });

  it("takes no name along that Terraform might not know", () => {
    const type = "aws:s3/bucketPolicy:BucketPolicy";
    const plan = (changes: Partial<Resource>) => terraformPlan([{ type, name: "a", inputs: {}, ...changes }], "");
    assert.throws(() => plan({ inputs: { policies: "{}" } }), /^Error: aws_s3_bucket_policy has no argument policies,/);
    assert.throws(
      () => plan({ type: "aws:s3/bucketAcl:BucketAcl" }),
      /^Error: Which resource of Terraform's is aws:s3/,
    );
  });

  for (const [variant, settings] of Object.entries(variants)) {
    it(`has no finding without a reason: ${variant}`, () => {
      const registered = plans.get(variant)?.map((one) => addressOf(one)) ?? [];
      const wanted = exceptions.filter(
        ({ resource, where }) => registered.includes(resource) && where?.(settings) !== false,
      );
      assert.deepEqual(findings(variant), wanted.map(line).sort());
    });
  }

  it("leads to every reason that is given", () => {
    const found = new Set(Object.keys(variants).flatMap(findings));
    assert.deepEqual(
      exceptions.map(line).filter((one) => !found.has(one)),
      [],
    );
  });

  it("meets the checks that are listed", () => {
    const results = [...scan.results.passed_checks, ...scan.results.failed_checks];
    const met = Object.keys(variants).flatMap((variant) => of(results, variant).map((one) => one.split(" ")[0]));
    assert.deepEqual([...new Set(met)].sort(), Object.keys(checks).sort());
    const passed = Object.keys(variants).flatMap((variant) => of(scan.results.passed_checks, variant)).length;
    console.log(
      `      ${new Set(met).size} checks, passed ${passed} times in ${Object.keys(variants).length} variants`,
    );
  });

  for (const mistake of mistakes) {
    it(`would have one more: ${mistake.what}`, () => {
      assert.ok(!findings(most).includes(line(mistake)));
      assert.ok(findings(mistake.what).includes(line(mistake)), findings(mistake.what).join("\n"));
    });
  }
});
