import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Failure } from "../../cluster/failure";
import { volumeRestoration } from "./restore-volume";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";

const hash = "0123456789abcdef".repeat(4);

describe("the restore of a data volume", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "volume-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** With a repository that puts one file there. */
  function restoration(
    scope = "redis",
    contents: object = { folder: { snapshot: hash, files: 1, bytes: 4, gone: 0 } },
  ) {
    const repository = {
      restoreFolder: (snapshot: string, target: string) => {
        assert.deepEqual([snapshot, target], [hash, folder]);
        writeFileSync(path.join(target, "dump.rdb"), "four");
        return Promise.resolve();
      },
    };
    const plan = { volumes: { redis: { folder } } };
    return volumeRestoration(
      { plan, repository } as unknown as Surroundings,
      { scope, name: "s", contents } as FinishedSet,
    );
  }

  it("has room in a folder that is empty, is not there, or has what its file system keeps", async () => {
    assert.deepEqual(await restoration().there(), {});
    mkdirSync(path.join(folder, "lost+found"));
    assert.deepEqual(await restoration().there(), {});
    rmSync(folder, { recursive: true });
    assert.deepEqual(await restoration().there(), {});
    writeFileSync(folder, "a file");
    await assert.rejects(restoration().there(), new RegExp(`^Error: ${folder} cannot be read: ENOTDIR`));
  });

  it("leaves nothing of what was there, but for what its file system keeps", async () => {
    mkdirSync(path.join(folder, "lost+found"));
    mkdirSync(path.join(folder, "appendonlydir"));
    for (const file of [".hidden", "appendonlydir/1.aof"]) writeFileSync(path.join(folder, file), "");
    assert.deepEqual(await restoration().there(), { goes: `There are files already in ${folder}` });
    assert.deepEqual(await restoration().put(false), []);
    assert.deepEqual(readdirSync(folder).sort(), ["dump.rdb", "lost+found"]);
  });

  it("is refused for a volume that the plan does not name, and a set without files, with nothing removed", async () => {
    assert.throws(() => restoration("vector"), new Failure("No volume is called vector. There are: redis."));
    writeFileSync(path.join(folder, "dump.rdb"), "");
    await assert.rejects(
      restoration("redis", {}).put(false),
      new Failure("Set s holds no files. Restore another one."),
    );
    assert.ok(existsSync(path.join(folder, "dump.rdb")));
  });
});
