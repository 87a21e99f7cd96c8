import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { Failure } from "../../../cluster/failure";
import { FakeS3 } from "./fake-s3";
import { collectUnused, type UnusedArgs } from "./unused";

const listener = { progress: () => undefined, signal: new AbortController().signal };
const sorted = (keys: readonly string[]) => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

async function* each(keys: readonly string[], failure?: Error): AsyncGenerator<{ readonly key: string }> {
  for (const key of keys) yield await Promise.resolve({ key });
  if (failure !== undefined) throw failure;
}

const pool = ["a", "a!", "a/b", "a/c", "b", "\uff5e", "😀", "😀/a"];
const some = fc.subarray(pool);
const young = new Date("2026-11-27T12:00:00Z");
const old = new Date("2026-11-20T12:00:00Z");

describe("copies that no set names", () => {
  let scratch: string;
  before(() => {
    scratch = mkdtempSync(path.join(tmpdir(), "unused-spec-"));
  });
  after(() => {
    rmSync(scratch, { recursive: true });
  });

  const copies = (keys: readonly string[], modified: (key: string) => Date = () => old) => {
    const s3 = new FakeS3({ copies: {} });
    s3.put("copies", "restic/config", "of somebody else");
    for (const key of keys) s3.put("copies", `blobs/${key}`, key, modified(key));
    return s3;
  };
  const collect = (s3: FakeS3, kept: readonly AsyncIterable<{ readonly key: string }>[], args?: Partial<UnusedArgs>) =>
    collectUnused(kept, s3.folder("copies", "blobs/"), { olderThan: young, dryRun: false, scratch, ...args }, listener);
  const left = (s3: FakeS3) => [...s3.current("copies").keys()].filter((key) => key !== "restic/config").sort();

  it("are those, and no others, that are removed: for any sets, whatever is there of what they name", async () => {
    await fc.assert(
      fc.asyncProperty(some, some, fc.array(some, { minLength: 1, maxLength: 4 }), async (there, recent, sets) => {
        const s3 = copies(there, (key) => (recent.includes(key) ? young : old));
        const unused = there.filter((key) => !recent.includes(key) && !sets.flat().includes(key));
        const expected = {
          copies: there.length,
          bytes: there.join("").length,
          removed: unused.length,
          removedBytes: unused.join("").length,
        };
        const kept = () => sets.map((keys) => each(sorted(keys)));
        assert.deepEqual(await collect(s3, kept(), { dryRun: true }), expected);
        assert.deepEqual(left(s3), there.map((key) => `blobs/${key}`).sort());
        assert.deepEqual(await collect(s3, kept()), expected);
        const stay = there.filter((key) => !unused.includes(key));
        assert.deepEqual(left(s3), stay.map((key) => `blobs/${key}`).sort());
        assert.ok(s3.current("copies").has("restic/config"));
      }),
    );
    assert.deepEqual(readdirSync(scratch), []);
  });

  it("stay where a set is out of order, cannot be read to its end, or where there is none", async () => {
    const cases: [kept: AsyncGenerator<{ readonly key: string }>[], message: string][] = [
      [[each(["b"]), each(["a", "b", "a!"])], 'A list is out of order: "a!" comes after "b".'],
      [
        [each(["\uff5e"]), each(["b"], new Failure("blobs was cut or altered: unexpected end of file."))],
        "blobs was cut or altered: unexpected end of file.",
      ],
      [[each(pool, new Failure("The repository was not reached."))], "The repository was not reached."],
      [[], "No set is kept, so all copies would be removed. Keep one at least."],
    ];
    for (const [kept, message] of cases) {
      const s3 = copies(pool);
      await assert.rejects(collect(s3, kept), { message });
      assert.equal(left(s3).length, pool.length);
      assert.deepEqual(readdirSync(scratch), []);
    }
  });

  it("are told where S3 will not remove them", async () => {
    const s3 = copies(["a", "b", "c"]);
    s3.locked.add("blobs/b").add("blobs/c");
    await assert.rejects(collect(s3, [each([])]), {
      message:
        'S3 did not remove 2 objects of the bucket copies, "blobs/b" among them (AccessDenied). ' +
        "It takes s3:DeleteObject on copies.",
    });
  });
});
