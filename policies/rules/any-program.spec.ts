import assert from "node:assert/strict";
import { violations } from "../evaluate";
import { NotKnownYet, type Resource, type Rule, unknown } from "../rule";
import { type Breakable, set, type StackName, stacks } from "../testing";
import { awsRules } from "./aws";
import { dockerRules } from "./docker";
import { stackRules } from "./stack";
import { storagedbRules } from "./storagedb";

/** What a program that this one knows nothing of may have anywhere. */
const odd: readonly unknown[] = [undefined, null, true, 0, "", "text", [], [null], {}, { name: null }, unknown];

/** Every path into a value. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsIn(inner).map((path) => [key, ...path])]);
}

/** Whose rules are tried on what of which stack. */
const tried: readonly (readonly [who: string, stack: StackName, types: RegExp, rules: readonly Rule[]])[] = [
  [
    "Rules on Docker, on the database and on every resource",
    "dev",
    /^(docker|storagedb|postgresql|pulumi:providers):/,
    [...dockerRules, ...storagedbRules, ...stackRules],
  ],
  ["Rules on AWS", "full", /^(aws|pulumi:providers:aws)\b/, awsRules],
];

for (const [who, stack, types, rules] of tried) {
  describe(who, function () {
    this.timeout(120_000);

    it("get through any program: whatever is missing or odd is a violation, or harmless, and no mishap", async () => {
      const resources = (await stacks())[stack].filter(({ type }) => types.test(type));
      const firsts = [...new Map(resources.map((resource) => [resource.type, resource])).values()];
      let count = 0;
      for (const first of firsts) {
        for (const path of pathsIn(first.props)) {
          // Nothing is taken out of a list, since a list has no holes.
          const inList = /^\d+$/.test(path.at(-1) ?? "");
          for (const value of odd.slice(inList ? 1 : 0)) {
            const changed = structuredClone(first) as Breakable;
            set(changed, path, value);
            judge(rules, changed, resources);
            count++;
          }
        }
      }
      assert.ok(count > 1000, String(count));
    });
  });
}

function judge(rules: readonly Rule[], changed: Resource, all: readonly Resource[]): void {
  const resources = all.map((one) => (one.urn === changed.urn ? changed : one));
  for (const rule of rules) {
    try {
      violations(rule, "checkStack" in rule ? resources : [changed]);
    } catch (error) {
      // Only what may wait for pulumi up waits; everything else was a violation.
      assert.ok(error instanceof NotKnownYet && rule.judgedAtUp !== undefined, `${rule.name}: ${String(error)}`);
    }
  }
}
