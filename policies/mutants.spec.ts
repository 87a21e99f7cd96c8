import assert from "node:assert/strict";
import { mutantsOf } from "./mutants";

const changes = (text: string) => mutantsOf(text).map(({ change }) => change);

describe("The mutants of a source text", () => {
  for (const [text, expected] of Object.entries({
    "if (a) b();": ["a → !(a)"],
    "a ? b : c;": ["a → !(a)"],
    "const x = !a;": ["!a → (a)"],
    "const x = a === b;": ["a === b → (a !== b)"],
    "const x = a !== b;": ["a !== b → (a === b)"],
    "const x = a < b;": ["a < b → (a >= b)"],
    "const x = a >= b;": ["a >= b → (a < b)"],
    "const x = a > b;": ["a > b → (a <= b)"],
    "const x = a <= b;": ["a <= b → (a > b)"],
    "const x = a && b;": ["a && b → (a)", "a && b → (b)"],
    "const x = a || b;": ["a || b → (a)", "a || b → (b)"],
    "list.some(f);": ["some → every"],
    "list.every(f);": ["every → some"],
    "list.filter(f).map(g);": ["list.filter(f) → list"],
    'report("is wrong");': ['report("is wrong") → undefined'],
    "const x = a ?? b;": [],
    "other(a + b);": [],
  })) {
    it(`are, of ${text}, ${expected.length}`, () => {
      assert.deepEqual(changes(text), expected);
    });
  }

  it("are the whole text with one change each, and say in which line that is", () => {
    assert.deepEqual(mutantsOf("const a = 1;\nif (a === b)\n  report(a);\n"), [
      { line: 2, change: "a === b → !(a === b)", text: "const a = 1;\nif (!(a === b))\n  report(a);\n" },
      { line: 2, change: "a === b → (a !== b)", text: "const a = 1;\nif ((a !== b))\n  report(a);\n" },
      { line: 3, change: "report(a) → undefined", text: "const a = 1;\nif (a === b)\n  undefined;\n" },
    ]);
  });
});
