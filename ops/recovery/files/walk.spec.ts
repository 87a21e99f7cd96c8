import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { Failure } from "../../../cluster/failure";
import { compare } from "../merge";
import { walk } from "./walk";

describe("a walk through a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "walk-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, content = "") => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  async function walked() {
    const strange: string[][] = [];
    const blobs = [];
    for await (const blob of walk(folder, (...what) => strange.push(what))) blobs.push(blob);
    return { blobs, paths: blobs.map((blob) => blob.path), strange };
  }

  it("tells of each file its path, size and time in whole milliseconds", async () => {
    write("bucket/name/version", "twelve bytes");
    utimesSync(path.join(folder, "bucket/name/version"), 0, 1795776212.6476);
    assert.deepEqual((await walked()).blobs, [
      { path: "bucket/name/version", size: 12, modified: new Date("2026-11-27T10:43:32.647Z") },
    ]);
  });

  it("goes folder by folder, each by its names' bytes", async () => {
    const paths = ["a/b/1", "a!/1", "a0/1", "a/😀/1", "a/\uff5e/1", "a/1", "a\n/1"];
    for (const name of paths) write(name);
    const expected = ["a/1", "a/b/1", "a/\uff5e/1", "a/😀/1", "a\n/1", "a!/1", "a0/1"];
    assert.deepEqual((await walked()).paths, expected);
    assert.deepEqual(paths.toSorted(compare("folders")), expected);
  });

  it("has every name as it is", async () => {
    const name = fc
      .oneof(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
        fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
      )
      .filter((text) => !/[/\0]/.test(text) && ![".", ".."].includes(text) && Buffer.from(text).length <= 255);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { maxLength: 50 }), async (names) => {
        const paths = names.map((each, index) => (index % 2 === 0 ? each : `${each}/${each}`));
        for (const each of paths) write(each);
        assert.deepEqual((await walked()).paths, paths.toSorted(compare("folders")));
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      }),
      { numRuns: 8 },
    );
  });

  it("is through with more files in a folder than it looks ahead", async () => {
    const names = Array.from({ length: 300 }, (_, index) => String(1000 + index));
    for (const name of names) write(name);
    assert.deepEqual((await walked()).paths, names);
  });

  it("names what is no file, and does not follow links", async () => {
    write("elsewhere/file");
    symlinkSync("elsewhere", path.join(folder, "link"));
    execFileSync("mkfifo", [path.join(folder, "pipe")]);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), "");
    const server = createServer().listen(path.join(folder, "socket"));
    try {
      assert.deepEqual(await walked().then(({ paths, strange }) => ({ paths, strange })), {
        paths: ["elsewhere/file"],
        strange: [
          ["link", "a symbolic link"],
          ["pipe", "a named pipe"],
          ["socket", "a socket"],
          ["\ufffd", "a name that is not UTF-8"],
        ],
      });
    } finally {
      server.close();
    }
  });

  it("leaves out what goes meanwhile", async () => {
    for (const name of ["a/1", "b/1", "c/1"]) write(name);
    const paths: string[] = [];
    for await (const blob of walk(folder, () => undefined)) {
      paths.push(blob.path);
      rmSync(path.join(folder, "b"), { recursive: true, force: true });
    }
    assert.deepEqual(paths, ["a/1", "c/1"]);
  });

  it("fails where the folder is not there, or none", async () => {
    write("file");
    folder = path.join(folder, "file");
    await assert.rejects(walked(), new Failure(`There is no folder ${folder}.`, { missing: true }));
    folder = path.dirname(folder);
  });

  it("fails where a folder cannot be read", async () => {
    const name = "x".repeat(250);
    const deep = `for i in $(seq 20); do mkdir ${name} && cd ${name} || exit 1; done`;
    execFileSync("bash", ["-c", deep], { cwd: folder }); // no path is so long
    await assert.rejects(walked(), /^Error: .*x cannot be read: ENAMETOOLONG: name too long, (scandir|lstat) .*x'\.$/);
    execFileSync("rm", ["-r", name], { cwd: folder });
  });
});
