import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { z } from "zod";
import type { Rule } from "./rule";
import { ruleFiles, specOf } from "./rule-files";
import { rules } from "./rules";
import { casesOf } from "./testing";
import { threats } from "./threats";

const load = createRequire(__filename);
for (const file of ruleFiles) load(specOf(file)); // whose cases are not known where this file is run alone

const names = rules.map(({ name }) => name);

describe("Each rule of the pack", () => {
  it("has a name of its own, in kebab case, by which an exception calls it", () => {
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    for (const taken of ["all", "exceptions-in-force", "exceptions-valid", "first-look"])
      assert.ok(!names.includes(taken));
  });

  it("lies in a file of its name, and no file lacks its rule", () => {
    assert.deepEqual(ruleFiles.map(({ name }) => name).sort(), [...names].sort());
    for (const { path, name } of ruleFiles) {
      const exported = Object.values(load(path) as Record<string, Rule>);
      assert.deepEqual(
        exported.map((rule) => rule.name),
        [name],
      );
      assert.ok(rules.includes(exported[0] ?? assert.fail()), name);
    }
  });

  it("is against a threat, and there are some against each", () => {
    assert.deepEqual([...new Set(rules.map(({ threat }) => threat))].sort(), Object.keys(threats).sort());
  });
});

for (const file of ruleFiles) {
  const rule = rules.find(({ name }) => name === file.name);
  if (rule === undefined) continue; // said above
  describe(`The rule ${file.name}, in general`, () => {
    it("has a spec with a case that it finds", () => {
      const found = (casesOf.get(file.name) ?? []).filter(({ says }) => says.length > 0);
      assert.ok(found.length > 0);
    });

    it("says in sentences what has to hold, and what to do", () => {
      for (const text of [rule.description, rule.remedy, rule.judgedAtUp ?? "So."]) {
        assert.match(text, /^[A-Z][^\n]*[^.\s]\.$/);
        assert.ok(!text.includes("  ") && text.length <= 200, text);
      }
    });

    for (const [name, parameter] of Object.entries(rule.parameters ?? {})) {
      it(`has a parameter ${name} that is described, and whose default fits`, () => {
        assert.match(name, /^[a-z][A-Za-z]*$/);
        assert.notEqual(name, "enforcementLevel", "the engine's own");
        assert.match(parameter.description, /^[A-Z].*\.$/);
        z.fromJSONSchema({ ...parameter }).parse(parameter.default);
      });
    }
  });
}
