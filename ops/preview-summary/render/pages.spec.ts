import assert from "node:assert/strict";
import fc from "fast-check";
import { type Block, pages } from "./pages";

const head = (part: number, parts: number) => [`<!-- it, part ${part} -->`, `## It ${part}/${parts}`];
const limit = 1000;

describe("pages of a comment", () => {
  const line = fc
    .string({ minLength: 1, maxLength: 200, unit: "grapheme" })
    .map((text) => `- ${text.replace(/\s+/g, " ")}`);
  const block = (name: string): fc.Arbitrary<Block> =>
    fc.record({ heading: fc.constant(name), lines: fc.array(line, { minLength: 1, maxLength: 30 }) });
  const layout = fc.record({
    must: fc.array(block("Must"), { maxLength: 3 }),
    may: fc.array(block("May"), { maxLength: 2 }),
  });
  const lines = (text: string) => text.split("\n");

  it("are never longer than the limit, each with its head", () => {
    fc.assert(
      fc.property(layout, (blocks) => {
        const made = pages({ head, ...blocks, limit });
        for (const [index, page] of made.entries()) {
          assert.ok(Buffer.byteLength(page) <= limit, `${Buffer.byteLength(page)} bytes`);
          assert.deepEqual(lines(page).slice(0, 2), head(index + 1, made.length));
        }
      }),
    );
  });

  it("have every line that must be told, in order, under its heading", () => {
    fc.assert(
      fc.property(layout, ({ must, may }) => {
        const made = pages({
          head,
          must,
          may: may.map((one) => ({ ...one, lines: one.lines.map((text) => `m${text}`) })),
          limit,
        });
        const told = made.flatMap(lines).filter((text) => text.startsWith("- "));
        assert.deepEqual(
          told,
          must.flatMap((one) => one.lines),
        );
        for (const page of made.slice(0, -1)) assert.match(page, /^### Must$/m);
      }),
    );
  });

  it("say of what may be cut how many lines are left out, and lose no others", () => {
    fc.assert(
      fc.property(layout, ({ must, may }) => {
        const text = pages({ head, must, may, limit }).at(-1) ?? "";
        for (const [index, { heading, lines: all }] of may.entries()) {
          const folded = text.split("<details>")[index + 1] ?? "";
          assert.ok(folded.includes(`<summary>${heading} (${all.length})</summary>`));
          const left = Number(/^(\d+) of \d+ lines are left out/m.exec(folded)?.[1] ?? 0);
          assert.equal(lines(folded).filter((one) => one.startsWith("- ")).length, all.length - left);
        }
      }),
    );
  });

  it("are one where there is nothing to tell", () => {
    assert.deepEqual(pages({ head, must: [], may: [], limit }), [head(1, 1).join("\n")]);
  });
});
