import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { withScratchFolder } from "./scratch-folder";

describe("scratch folders", () => {
  let scratch: string;
  let owner: ChildProcess | undefined;
  beforeEach(() => {
    scratch = mkdtempSync(path.join(tmpdir(), "scratch-"));
  });
  afterEach(() => {
    owner?.kill("SIGKILL");
    rmSync(scratch, { recursive: true });
  });
  const names = () => readdirSync(scratch).sort();

  it("are there for a work, for their owner alone, and gone afterwards with what they held", async () => {
    const answer = await withScratchFolder(scratch, "drill", async (folder) => {
      writeFileSync(path.join(folder, "rows"), "1");
      assert.match(path.relative(scratch, folder), /^drill-[0-9a-f]{8}$/);
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      return Promise.resolve(42);
    });
    assert.deepEqual([answer, names()], [42, []]);
    const failing = withScratchFolder(scratch, "restore", () => Promise.reject(new Error("It failed.")));
    await assert.rejects(failing, { message: "It failed." });
    assert.deepEqual(names(), []);
  });

  it("stay one beside the other", async () => {
    await withScratchFolder(scratch, "drill", () =>
      withScratchFolder(scratch, "drill-objects", async () => {
        const folders = names().filter((name) => !name.endsWith(".alive"));
        assert.deepEqual(
          folders.map((name) => name.replace(/-[^-]*$/, "")),
          ["drill", "drill-objects"],
        );
        return Promise.resolve();
      }),
    );
    assert.deepEqual(names(), []);
  });

  it("go at the next work where their owner was killed, not while it lives; what else is there stays", async () => {
    const holds = `
      const { withScratchFolder } = require("./ops/recovery/scratch-folder.ts");
      void withScratchFolder(${JSON.stringify(scratch)}, "drill", async (folder) => {
        require("node:fs").writeFileSync(folder + "/rows", "1");
        console.log(require("node:path").basename(folder));
        await new Promise((resolve) => setInterval(resolve, 2 ** 30));
      });`;
    const holder = spawn(process.execPath, ["-r", "./typescript.cjs", "-e", holds], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    owner = holder;
    const held = String((await once(holder.stdout, "data"))[0]).trim();
    mkdirSync(path.join(scratch, "unused-Ab12Cd", "deep"), { recursive: true }); // as an earlier version named them
    mkdirSync(path.join(scratch, "restic-cache"));
    writeFileSync(path.join(scratch, "schedule.json"), "{}");
    const others = ["restic-cache", "schedule.json"];

    const meanwhile = () => Promise.resolve(names().filter((name) => !name.startsWith("restore-")));
    assert.deepEqual(await withScratchFolder(scratch, "restore", meanwhile), [held, `${held}.alive`, ...others]);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    assert.deepEqual(await withScratchFolder(scratch, "restore", meanwhile), others);
    assert.deepEqual(names(), others);
  });
});
