import assert from "node:assert/strict";
import { violations } from "../../evaluate";
import { NotKnownYet, type Resource, unknown } from "../../rule";
import { type Breakable, set, stacks } from "../../testing";
import { awsRules } from ".";

/** What a program that this one knows nothing of may have anywhere. */
const odd: readonly unknown[] = [undefined, null, true, 0, "", "text", "{}", [], [null], {}, { id: null }, unknown];

/** Every path into a value. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsIn(inner).map((path) => [key, ...path])]);
}

describe("Rules on AWS", function () {
  this.timeout(120_000);

  it("get through any program: whatever is missing or odd is a violation, or harmless, and no mishap", async () => {
    const ofAws = (await stacks()).full.filter(({ type }) => type.startsWith("aws:"));
    const firsts = [...new Map(ofAws.map((resource) => [resource.type, resource])).values()];
    let count = 0;
    for (const first of firsts) {
      for (const path of pathsIn(first.props)) {
        for (const value of odd) {
          const changed = structuredClone(first) as Breakable;
          set(changed, path, value);
          judge(changed, ofAws);
          count++;
        }
      }
    }
    assert.ok(count > 1000, String(count));
  });
});

function judge(changed: Resource, all: readonly Resource[]): void {
  const resources = all.map((one) => (one.urn === changed.urn ? changed : one));
  for (const rule of awsRules) {
    try {
      violations(rule, "checkStack" in rule ? resources : [changed]);
    } catch (error) {
      // Only what may wait for pulumi up waits; everything else was a violation.
      assert.ok(error instanceof NotKnownYet && rule.judgedAtUp !== undefined, String(error));
    }
  }
}
