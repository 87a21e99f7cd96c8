import assert from "node:assert/strict";
import fc from "fast-check";
import { NotKnownYet, unknown } from "./rule";
import { at, knownTextAt, listAt, textAt, textsAt } from "./values";

const props = {
  spec: { name: "a", ports: [{ number: 1 }, unknown], words: ["x", 7, "y"] },
  later: unknown,
  nothing: null,
};
const notKnown = (what: string) => new NotKnownYet(what);

describe("Reading of inputs", () => {
  it("finds what is there, in objects and in lists", () => {
    assert.equal(at(props, "spec.name"), "a");
    assert.equal(at(props, "spec.ports.0.number"), 1);
  });

  it("finds nothing where anything on the way is missing or of another kind", () => {
    for (const path of ["other", "spec.other.name", "spec.name.other", "nothing.name", "spec.ports.7.number"]) {
      assert.equal(at(props, path), undefined, path);
    }
    assert.equal(at(undefined, "name"), undefined);
  });

  it("does not answer what is not known yet, and says what that is", () => {
    for (const path of ["later", "later.name", "spec.ports.1", "spec.ports.1.number"]) {
      assert.throws(() => at(props, path), notKnown(path), path);
    }
    assert.throws(() => at(unknown, "name"), notKnown("name"));
  });

  it("reads a list as empty, and a text as missing, where it is of another kind", () => {
    assert.deepEqual(listAt(props, "spec.words"), ["x", 7, "y"]);
    assert.deepEqual(listAt(props, "spec"), []);
    assert.equal(textAt(props, "spec.name"), "a");
    assert.equal(textAt(props, "spec.words.1"), undefined);
    assert.deepEqual(textsAt(props, "spec.words"), ["x", "y"]);
    assert.throws(() => textsAt({ words: ["x", unknown] }, "words"), notKnown("words.1"));
  });

  it("goes without a text that is not known yet where there is another way", () => {
    assert.equal(knownTextAt(props, "spec.name"), "a");
    assert.equal(knownTextAt(props, "spec.words.1"), undefined);
    assert.equal(knownTextAt(props, "later"), undefined);
    const broken = Object.defineProperty({}, "name", {
      get: () => {
        throw new TypeError("a mistake");
      },
    });
    assert.throws(() => knownTextAt(broken, "name"), TypeError);
  });

  it("answers for whatever is there, at whatever path, or says that it is not known", () => {
    const inputs = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom("", "a", 0, true, null, undefined, unknown),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b", "0"), tie("any")),
      ),
    })).any;
    const paths = fc.array(fc.constantFrom("a", "b", "0", "c"), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(inputs, paths, (value, path) => {
        try {
          assert.notEqual(at(value, path.join(".")), unknown);
        } catch (error) {
          assert.ok(error instanceof NotKnownYet);
        }
      }),
    );
  });
});
