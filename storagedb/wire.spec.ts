import assert from "node:assert/strict";
import fc from "fast-check";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decode, encode, unknown } from "./wire";

/** The protocol's own markers, written out here once more so that a slip in the source cannot hide. */
const signature = "4dabf18193072939515e22adb298388d";
const secret = (value: JavaScriptValue) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (parts: Record<string, JavaScriptValue>) => ({
  [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...parts,
});
const unknownTexts = {
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  text: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  list: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};

function decoded(properties: Record<string, JavaScriptValue>) {
  const { values, secrets, unknowns } = decode(Struct.fromJavaScript(properties));
  return { values, secrets: [...secrets].sort(), unknowns: [...unknowns].sort() };
}

describe("decode", () => {
  it("gives nothing for no message, and leaves nulls at the top out", () => {
    assert.deepEqual(decode(undefined), { values: {}, secrets: new Set(), unknowns: new Set() });
    assert.deepEqual(decoded({ a: null, b: 0, c: "", d: false }), {
      values: { b: 0, c: "", d: false },
      secrets: [],
      unknowns: [],
    });
  });

  it("takes secrets out of their markers at any depth and remembers the property at the top", () => {
    const properties = { plain: "a", whole: secret("b"), deep: { list: ["c", secret({ twice: secret("d") })] } };
    assert.deepEqual(decoded(properties), {
      values: { plain: "a", whole: "b", deep: { list: ["c", { twice: "d" }] } },
      secrets: ["deep", "whole"],
      unknowns: [],
    });
  });

  for (const [kind, text] of Object.entries(unknownTexts)) {
    it(`knows the text that stands for an unknown ${kind}`, () => {
      assert.deepEqual(decoded({ a: text, b: [text], c: `${text} ` }), {
        values: { a: unknown, b: [unknown], c: `${text} ` },
        secrets: [],
        unknowns: ["a", "b"],
      });
    });
  }

  it("takes outputs apart: known, secret, unknown, and both", () => {
    const properties = {
      known: output({ value: 1 }),
      secret: output({ value: "s", secret: true, dependencies: ["urn:a"] }),
      open: output({ value: "o", secret: false }),
      unknown: output({}),
      both: output({ secret: true }),
      within: [output({ value: { deep: output({ value: null }) } })],
      wrapped: secret(unknownTexts.text),
    };
    assert.deepEqual(decoded(properties), {
      values: {
        known: 1,
        secret: "s",
        open: "o",
        unknown,
        both: unknown,
        within: [{ deep: null }],
        wrapped: unknown,
      },
      secrets: ["both", "secret", "wrapped"],
      unknowns: ["both", "unknown", "wrapped"],
    });
  });

  it("leaves a foreign signature as the object that it is", () => {
    assert.deepEqual(decoded({ a: { [signature]: "other", value: 1 } }).values, {
      a: { [signature]: "other", value: 1 },
    });
  });
});

describe("encode", () => {
  it("marks the named properties, writes unknowns, and leaves out what is undefined at any depth", () => {
    const values = { a: "x", b: [unknown, { c: undefined, d: null }], e: undefined, f: { g: true } };
    assert.deepEqual(encode(values, ["b", "missing", "e"]).toJavaScript(), {
      a: "x",
      b: secret([unknownTexts.text, { d: null }]),
      f: { g: true },
    });
  });

  it("is undone by decode, whatever the values", () => {
    const key = fc.string({ maxLength: 5 }).filter((text) => text !== "__proto__" && text !== signature);
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string({ unit: "grapheme" }),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0 || 0), // JSON knows no -0
        fc.boolean(),
        fc.constant(unknown),
        fc.array(fc.oneof(tie("value"), fc.constant(null)), { maxLength: 4 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const properties = fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true });
    fc.assert(
      fc.property(properties, fc.infiniteStream(fc.boolean()), (values, chosen) => {
        const names = Object.keys(values).filter(() => chosen.next().value);
        const { values: back, secrets, unknowns } = decode(encode(values, names));
        assert.deepEqual(back, values);
        assert.deepEqual([...secrets].sort(), names.sort());
        assert.deepEqual(
          [...unknowns].sort(),
          Object.keys(values)
            .filter((name) => hasUnknown(values[name]))
            .sort(),
        );
      }),
    );
  });
});

function hasUnknown(value: unknown): boolean {
  if (value === unknown) return true;
  return value !== null && typeof value === "object" && Object.values(value).some(hasUnknown);
}
