import assert from "node:assert/strict";
import fc from "fast-check";
import { countCopied } from "./dump-check";

/** A value as `COPY` writes it in its text format. */
const copied = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");

const text = fc.string({
  unit: fc.constantFrom("a", "\\", ".", "\n", "\r", "\t", "COPY ", " FROM stdin;", '"', "💾", "--"),
});
const table = fc.record({
  name: fc.constantFrom("storage.objects", 'storage."a (b"', 'storage."say ""x"" FROM stdin;"', "storage.no_columns"),
  rows: fc.array(fc.tuple(text, text), { maxLength: 5 }),
});

function scriptOf(tables: readonly { name: string; rows: readonly (readonly string[])[] }[]): string {
  const blocks = tables.map(({ name, rows }) => {
    const columns = name === "storage.no_columns" ? "" : '(id, "COPY x (y) FROM stdin;")';
    const lines = rows.map((row) => `${row.map(copied).join("\t")}\n`).join("");
    return `--\n-- Data for Name: x; Type: TABLE DATA\n--\n\nCOPY ${name} ${columns} FROM stdin;\n${lines}\\.\n\n\n`;
  });
  return `SET statement_timeout = 0;\n\\restrict x\n${blocks.join("")}SELECT pg_catalog.setval('storage.s', 1, false);\n`;
}

/** In pieces of so many bytes. */
// eslint-disable-next-line @typescript-eslint/require-await
async function* pieces(script: string, size: number) {
  const bytes = Buffer.from(script);
  for (let begin = 0; begin < bytes.length; begin += size) yield bytes.subarray(begin, begin + size);
}

describe("rows in the SQL of an archive", () => {
  it("are counted by table, whatever they hold and however the SQL is cut into pieces", async () => {
    const tables = fc.uniqueArray(table, { selector: ({ name }) => name });
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 200 }), async (made, size) => {
        const expected = Object.fromEntries(made.map(({ name, rows }) => [name, rows.length]));
        assert.deepEqual(await countCopied(pieces(scriptOf(made), size)), expected);
      }),
    );
  });

  it("are none where there is no table", async () => {
    assert.deepEqual(await countCopied(pieces("", 1)), {});
    assert.deepEqual(await countCopied(pieces("CREATE TABLE x ();\n", 3)), {});
  });
});
