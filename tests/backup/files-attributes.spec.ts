import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { Failure } from "../../cluster/failure";
import { type Attributes, readAttributes, prepareFolder, writeAttributes } from "../../ops/recovery/files/attributes";
import { folderPath } from "../../ops/recovery/files/path";
import { repairAttributes } from "../../ops/recovery/files/repair-attributes";
import { verifyFolder } from "../../ops/recovery/files/verify";
import type { Listener, ObjectRow } from "../../ops/recovery/types";
import { makeObjects } from "./service-files";

const { signal } = new AbortController();
const quiet: Listener = { progress: () => undefined, signal };

describe("attributes of files", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "attributes-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (name: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), "");
  };

  it("are read as they were written, whatever the names and values", async () => {
    const odd = fc.constantFrom(
      "\\",
      "012",
      "\n",
      "\r",
      "=",
      "#",
      " ",
      ": ",
      "-",
      '"',
      "é",
      "e\u0301",
      "😀",
      "\x1b",
      "*",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
      fc.array(odd, { minLength: 1, maxLength: 12 }).map((signs) => signs.join("")),
    );
    const name = text.filter((each) => !/[/\0]/.test(each) && ![".", ".."].includes(each));
    const value = fc.option(fc.oneof(text, fc.constant("")));
    const attributes = fc.record<Attributes>({ contentType: value, cacheControl: value }, { noNullPrototype: true });
    const files = fc.uniqueArray(fc.tuple(name, attributes), { maxLength: 30, selector: ([each]) => each });
    await fc.assert(
      fc.asyncProperty(files, async (entries) => {
        for (const [each] of entries) write(each);
        assert.deepEqual(await writeAttributes(folder, new Map(entries), signal), new Set());
        const names = entries.map(([each]) => each);
        assert.deepEqual(await readAttributes(folder, names, signal), new Map(entries));
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      }),
      { numRuns: 15 },
    );
  });

  it("are those that other programs see", async () => {
    const name = "-a\n\\b: c";
    write(name);
    const values = { contentType: 'text/plain; title="ü"\n', cacheControl: "no-cache" };
    await writeAttributes(folder, new Map([[name, values]]), signal);
    const read = (attribute: string) =>
      execFileSync("getfattr", ["--only-values", "-n", attribute, "--", name], { cwd: folder, encoding: "utf8" });
    assert.equal(read("user.supabase.content-type"), values.contentType);
    assert.equal(read("user.supabase.cache-control"), values.cacheControl);
    execFileSync("setfattr", ["-n", "user.supabase.content-type", "-v", "image/png", "--", name], { cwd: folder });
    assert.deepEqual(
      await readAttributes(folder, [name], signal),
      new Map([[name, { ...values, contentType: "image/png" }]]),
    );
  });

  it("are read of thousands of files, and those that are gone are left out", async () => {
    const names = Array.from({ length: 2500 }, (_, index) => `${"long ".repeat(40)}${index}`);
    for (const name of names) write(name);
    await writeAttributes(folder, new Map(names.map((name) => [name, { contentType: name.slice(-4) }])), signal);
    const gone = ["gone", "gone\nwith: a line", `${names[0] ?? ""}/below a file`, "x".repeat(300)];
    const found = await readAttributes(folder, [...gone, ...names], signal);
    assert.deepEqual(found, new Map(names.map((name) => [name, { contentType: name.slice(-4), cacheControl: null }])));
    const changes = new Map([...gone, "long"].map((name) => [name, { contentType: "a" }]));
    write("long");
    assert.deepEqual(await writeAttributes(folder, changes, signal), new Set(gone));
    assert.deepEqual(
      [...(await readAttributes(folder, ["long"], signal))],
      [["long", { contentType: "a", cacheControl: null }]],
    );
  });

  it("are refused by name on a file system that keeps none", async () => {
    const nowhere = `/proc/${process.pid}`;
    await assert.rejects(
      writeAttributes(nowhere, new Map([["comm", { contentType: "a" }]]), signal),
      new Failure(
        `The file system of ${nowhere} keeps no user attributes, and the service keeps the type of each object in ` +
          `them. Use one that does, such as ext4 or XFS.`,
      ),
    );
  });

  it("can be had in a folder that is made for it, and in which nothing is left", async () => {
    await prepareFolder(path.join(folder, "a/b"), signal);
    assert.deepEqual(readdirSync(folder, { recursive: true }), ["a", "a/b"]);
    write("file");
    const nowhere = path.join(folder, "file/a");
    await assert.rejects(prepareFolder(nowhere, signal), {
      message: `Nothing can be written to ${nowhere}: ENOTDIR: not a directory, mkdir '${nowhere}'.`,
    });
  });

  it("that cannot be written are told with the file and the reason", async () => {
    symlinkSync("nowhere", path.join(folder, "li\nnk"));
    await assert.rejects(
      writeAttributes(folder, new Map([["li\nnk", { contentType: "a" }]]), signal),
      new Failure(`The attributes of "li\\nnk" in ${folder} are out of reach: Operation not permitted.`),
    );
  });
});

describe("the repair of attributes", function () {
  this.timeout(120_000);
  let folder: string;
  let rows: readonly ObjectRow[];
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "attributes-"));
    rows = await makeObjects({ folder, count: 1200, seed: 3 });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function* listed() {
    for (const row of rows) yield await Promise.resolve(row);
  }
  const repair = (dryRun: boolean) => repairAttributes(folder, listed(), { dryRun }, quiet);
  const none = { count: 0, bytes: 0, first: [] };
  const pathOf = (index: number) => folderPath(rows[index] ?? assert.fail());
  const unset = (name: string, index: number) => {
    execFileSync("setfattr", ["-x", `user.supabase.${name}`, "--", path.join(folder, pathOf(index))]);
  };
  const told = (...indices: number[]) => ({ count: indices.length, bytes: 0, first: indices.map(pathOf) });

  it("finds nothing to do where all are right", async () => {
    assert.deepEqual(await repair(false), { rows: 1200, right: 1200, repaired: none, missing: none, unknown: none });
  });

  it("only tells what it would do where it is asked to, and else sets what is missing or differs", async () => {
    unset("content-type", 10);
    unset("content-type", 11);
    unset("cache-control", 11);
    await writeAttributes(folder, new Map([[pathOf(1100), { cacheControl: "other" }]]), signal);
    rmSync(path.join(folder, pathOf(20)));
    unset("content-type", 30);
    unset("cache-control", 31);
    rows = rows.map((row, index) => {
      if (index === 30) return { ...row, contentType: null };
      return index === 40 ? { ...row, contentType: null, cacheControl: null } : row;
    });
    const expected = {
      ...{ rows: 1200, right: 1194, repaired: told(10, 11, 31, 1100), missing: told(20), unknown: told(30) },
    };
    const state = () =>
      [10, 11, 31, 1100]
        .map((index) => lstatSync(path.join(folder, pathOf(index))))
        .map((each) => [each.mtimeMs, each.ino, each.size]);
    const contents = () => [10, 11, 31, 1100].map((index) => readFileSync(path.join(folder, pathOf(index))));
    const before = [state(), contents()];
    assert.deepEqual(await repair(true), expected);
    assert.equal((await verifyFolder(folder, listed(), quiet)).attributes.count, 4);
    assert.deepEqual(await repair(false), expected);
    assert.equal((await verifyFolder(folder, listed(), quiet)).attributes.count, 0);
    assert.deepEqual(await repair(false), { ...expected, right: 1198, repaired: none });
    assert.deepEqual([state(), contents()], before);
  });
});
