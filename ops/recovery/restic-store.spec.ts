import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { summaryIn } from "./restic-store";

const minute = 60_000;
const status = (files_done: number, bytes_done: number) =>
  JSON.stringify({ message_type: "status", files_done, bytes_done });
const summary = JSON.stringify({ message_type: "summary", total_files_processed: 3, snapshot_id: "163c805b" });

/** What comes of what restic says, a line each so many minutes. */
async function said(lines: readonly string[], minutes: number) {
  let time = 0;
  const told: number[] = [];
  const from = Readable.from(lines.map((line) => `${line}\n`));
  const result = await summaryIn(
    from,
    ({ bytes_done }) => {
      time += minutes * minute;
      told.push(bytes_done);
    },
    () => time,
  );
  return { result, told };
}

describe("what restic says while it stores", () => {
  it("is told as it comes, and its summary in the end", async () => {
    const { result, told } = await said([status(0, 0), "something else", status(0, 7), status(1, 9), summary], 1);
    assert.deepEqual(told, [0, 7, 9]);
    assert.deepEqual(result, {
      message_type: "summary",
      total_files_processed: 3,
      total_bytes_processed: 0,
      snapshot_id: "163c805b",
    });
  });

  it("may say for an hour that nothing more was stored, as long as something is now and then", async () => {
    const slowly = [status(0, 0), status(0, 0), status(0, 0), status(1, 0), status(1, 0), status(1, 0), status(1, 1)];
    const { result } = await said([...slowly, summary], 30);
    assert.equal(result?.snapshot_id, "163c805b");
  });

  it("is broken off where it says so for longer", async () => {
    await assert.rejects(said([status(0, 5), status(0, 5), status(0, 5), status(0, 5), summary], 30), {
      message:
        "restic stored nothing for an hour, and was ended. Look whether there is room for the repository and whether it " +
        "answers, then run it again.",
    });
  });

  it("is nothing where it ends without a summary", async () => {
    assert.equal((await said([status(0, 5)], 1)).result, undefined);
  });
});
