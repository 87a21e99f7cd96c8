import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";

import { cacheKey, cacheRoot, moduleFiles, type BuildInput } from "./cache";

describe("cache of built tools", () => {
  const input: BuildInput = {
    files: new Map([
      ["go.mod", "module a"],
      ["main.go", "package main"],
    ]),
    builder: "go1.26.6",
    flags: ["-trimpath"],
  };

  it("has a key of 16 hexadecimal digits that does not depend on the order of the files", () => {
    assert.match(cacheKey(input), /^[0-9a-f]{16}$/);
    assert.equal(cacheKey({ ...input, files: new Map([...input.files].reverse()) }), cacheKey(input));
  });

  it("has another key where a file's name or content, the builder's version or a flag differs", () => {
    const others: BuildInput[] = [
      { ...input, files: new Map([...input.files, ["go.mod", "module b"]]) },
      { ...input, files: new Map([...input.files, ["go.sum", ""]]) },
      { ...input, files: new Map([...input.files].map(([name, text]) => [`x/${name}`, text])) },
      { ...input, builder: "go1.26.7" },
      { ...input, flags: ["-trimpath", "-race"] },
      { ...input, flags: [] },
    ];
    const keys = [input, ...others].map(cacheKey);
    assert.equal(new Set(keys).size, keys.length);
  });

  it("lies where XDG_CACHE_HOME says, if that is an absolute path", () => {
    assert.equal(cacheRoot({ XDG_CACHE_HOME: "/var/cache" }), "/var/cache/alfred-storage");
    const usual = path.join(homedir(), ".cache", "alfred-storage");
    assert.equal(cacheRoot({ XDG_CACHE_HOME: "cache" }), usual);
    assert.equal(cacheRoot({ XDG_CACHE_HOME: "" }), usual);
    assert.equal(cacheRoot({}), usual);
  });

  it("reads a module's files by their paths below its folder", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "toolchain-"));
    try {
      writeFileSync(path.join(folder, "go.mod"), "module a\n");
      assert.deepEqual([...moduleFiles(folder)], [["go.mod", "module a\n"]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
