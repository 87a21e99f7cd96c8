import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDump, parseComplaint, parseDump } from "./attribute-dump";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc
    .array(fc.constantFrom("\\", "\n", "\r", "0", "1", "2", "=", "#", " ", ":", "é", "😀"), { maxLength: 12 })
    .map((signs) => signs.join("")),
);
const name = text.filter((each) => each !== "" && !each.includes("\0"));

describe("a dump of attributes", () => {
  it("is read as getfattr writes it", () => {
    const dump =
      "# file: ./a b\nuser.supabase.cache-control=0s\nuser.supabase.content-type=0sdGV4dC9wbGFpbjsgeD0iClwi\n" +
      "user.supabase.we\\075ird\\012\\134x=0sQQ==\n\n# file: # file: new\\012line\\134012\nuser.supabase.etag=0sw6k=\n\n";
    assert.deepEqual(
      parseDump(dump),
      new Map([
        [
          "./a b",
          new Map([
            ["user.supabase.cache-control", ""],
            ["user.supabase.content-type", 'text/plain; x="\n\\"'],
            ["user.supabase.we=ird\n\\x", "A"],
          ]),
        ],
        ["# file: new\nline\\012", new Map([["user.supabase.etag", "é"]])],
      ]),
    );
    assert.deepEqual(parseDump(""), new Map());
  });

  it("is read as it was written", () => {
    const attributes = fc.array(fc.tuple(name, text)).map((entries) => new Map(entries));
    const files = fc.array(fc.tuple(name, attributes)).map((entries) => new Map(entries));
    fc.assert(
      fc.property(files, (dump) => {
        assert.deepEqual(parseDump(formatDump(dump)), dump);
      }),
    );
  });

  it("comes with what was wrong with single files", () => {
    const reason = "No such file or directory";
    assert.deepEqual(parseComplaint(`get: a: b\\012: \u2028c: ${reason}`), { path: "a: b\n: \u2028c", reason });
    assert.deepEqual(parseComplaint("set: a/b: Operation not supported"), {
      ...{ path: "a/b", reason: "Operation not supported" },
    });
    assert.equal(parseComplaint("Can't locate sys/syscall.ph in @INC"), undefined);
  });
});
