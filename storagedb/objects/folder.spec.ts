import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { digestOf, readFolder } from "./folder";
import { inUrl, nameProblem, sentenceOf, shown, someOf } from "./names";

describe("a folder of first objects", () => {
  let scratch: string;
  let folder: string;
  beforeEach(() => {
    scratch = realpathSync(mkdtempSync(path.join(tmpdir(), "first-objects-")));
    folder = path.join(scratch, "folder");
    mkdirSync(folder);
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  const write = (name: string, content = name) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const link = (name: string, target: string) => {
    symlinkSync(target, path.join(folder, name));
  };
  const names = async () => (await readFolder(folder)).entries.map(({ name }) => name);
  const problems = async () =>
    (await readFolder(folder)).problems.map((problem) => sentenceOf(problem).replace(folder, "F"));

  it("gives each file its name, size, checksum and type, sorted by name", async () => {
    write("b.txt", "hello");
    write("a/deep/logo.PNG", "");
    write("a-b", "x");
    const { entries, problems } = await readFolder(folder);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      entries.map(({ name, size, contentType }) => [name, size, contentType]),
      [
        ["a-b", 1, "application/octet-stream"],
        ["a/deep/logo.PNG", 0, "image/png"],
        ["b.txt", 5, "text/plain"],
      ],
    );
    assert.equal(entries[2]?.sha256, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert.equal(entries[2].file, path.join(folder, "b.txt"));
  });

  it("leaves out what begins with a dot", async () => {
    write("shown.txt");
    write(".DS_Store");
    write(".git/config");
    assert.deepEqual(await names(), ["shown.txt"]);
  });

  it("follows links that stay in it, and refuses those that do not", async () => {
    write("real/file.txt");
    writeFileSync(path.join(scratch, "outside.txt"), "secret");
    mkdirSync(`${folder}-beside`);
    link("same.txt", "real/file.txt");
    link("again", "real");
    link("out.txt", "../outside.txt");
    link("beside", `${folder}-beside`);
    link("nowhere", "no-such-file");
    link("real/round", "..");
    assert.deepEqual(await names(), ["again/file.txt", "real/file.txt", "same.txt"]);
    assert.deepEqual(await problems(), [
      "F/again/round is a link to a folder that it is in itself; remove it",
      `F/beside is a link that leads out of the folder, to ${folder}-beside; put a copy of the file there instead`,
      "F/nowhere is a link that leads nowhere; remove it, or put its target back",
      `F/out.txt is a link that leads out of the folder, to ${scratch}/outside.txt; put a copy of the file there instead`,
      "F/real/round is a link to a folder that it is in itself; remove it",
    ]);
  });

  it("may be a link itself", async () => {
    write("a.txt");
    symlinkSync(folder, path.join(scratch, "linked"));
    const { entries, problems } = await readFolder(path.join(scratch, "linked"));
    assert.deepEqual([entries.map(({ name }) => name), problems], [["a.txt"], []]);
  });

  it("names every file that cannot become an object at once", async () => {
    write("grün.txt");
    write("a#b~c.txt");
    write("line\nbreak.txt");
    write("fine.txt");
    const allowed =
      "rename it: letters without accents, digits, spaces and _ ! - . * ' ( ) & $ @ = ; : + , ? are allowed";
    assert.deepEqual(await problems(), [
      `F/a#b~c.txt has a name with "#", "~", which the storage service refuses; ${allowed}`,
      `F/grün.txt has a name with "ü", which the storage service refuses; ${allowed}`,
      `"F/line\\nbreak.txt" has a name with "\\n", which the storage service refuses; ${allowed}`,
    ]);
  });

  it("has to be there, to be a folder and to hold a file", async () => {
    const said = async (place: string) => (await readFolder(place)).problems.map(sentenceOf);
    const file = path.join(scratch, "file");
    writeFileSync(file, "");
    assert.deepEqual(await said(`${folder}/none`), [
      `${folder}/none does not exist; make the folder, or correct its name in the stack file`,
    ]);
    assert.deepEqual(await said(file), [
      `${file} is not a folder; make the folder, or correct its name in the stack file`,
    ]);
    assert.deepEqual(await said(folder), [
      `${folder} has no file for an object; put files there, or take firstObjects out of the stack file`,
    ]);
  });

  it("says what cannot be read", async () => {
    write("closed.txt");
    chmodSync(path.join(folder, "closed.txt"), 0);
    for (let place = folder; place !== realpathSync(tmpdir()); place = path.dirname(place)) chmodSync(place, 0o755);
    const root = process.geteuid?.() === 0; // who reads everything, and so looks as nobody here
    if (root) process.seteuid?.(65534);
    const found = await problems().finally(() => {
      if (root) process.seteuid?.(0);
    });
    assert.deepEqual(found, ["F/closed.txt cannot be read (EACCES); let the user who runs this read it"]);
  });

  it("has a digest that changes with a name, a content or a type, and with nothing else", async () => {
    write("a.txt", "one");
    write("b.txt", "two");
    const { entries } = await readFolder(folder);
    const digest = digestOf(entries);
    write("a.txt", "one");
    assert.equal(digestOf((await readFolder(folder)).entries), digest);
    const [first = assert.fail(), ...rest] = entries;
    for (const change of [{ name: "c.txt" }, { sha256: "0" }, { contentType: "text/html" }]) {
      assert.notEqual(digestOf([{ ...first, ...change }, ...rest]), digest);
    }
    assert.equal(digestOf([{ ...first, file: "/elsewhere" }, ...rest]), digest);
  });

  it("gives no file that is not in it, whatever links there are", async () => {
    const part = fc.constantFrom("a", "b", "..", "c.txt");
    const target = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom("a", "b", "a/b", "a/c.txt"), target)), async (links) => {
        rmSync(folder, { recursive: true });
        write("a/x.txt");
        writeFileSync(path.join(scratch, "c.txt"), "outside");
        for (const [name, to] of links) {
          try {
            link(name, to);
          } catch {
            // There is something of that name.
          }
        }
        for (const { file, name } of (await readFolder(folder)).entries) {
          assert.ok(realpathSync(file).startsWith(`${folder}/`), `${name} is ${file}`);
          assert.ok(!name.split("/").includes(".."));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("an object's name", () => {
  const allowed = fc.string({ unit: fc.constantFrom(...Array.from("aZ09_/!-.*'() &$@=;:+,?")), minLength: 1 });

  it("is refused where the service would, or where a URL would mean something else", () => {
    const sound = (name: string) =>
      /^(\w|\/|!|-|\.|\*|'|\(|\)| |&|\$|@|=|;|:|\+|,|\?)+$/.test(name) &&
      !name.split("/").some((part) => ["", ".", ".."].includes(part));
    fc.assert(
      fc.property(fc.oneof(allowed, fc.string({ unit: "binary" })), (name) => {
        assert.equal(nameProblem(name) === undefined, sound(name));
      }),
    );
    for (const name of ["/etc/passwd", "../a", "a/../b", "a//b", "a/", "a\\b", "", "\ud800"])
      assert.ok(nameProblem(name));
  });

  it("arrives as it is, below its bucket", () => {
    fc.assert(
      fc.property(allowed, (name) => {
        fc.pre(nameProblem(name) === undefined);
        const { pathname, search, hash } = new URL(`http://service/object/docs/${inUrl(name)}`);
        assert.deepEqual([search, hash], ["", ""]);
        assert.equal(pathname.split("/").map(decodeURIComponent).join("/"), `/object/docs/${name}`);
      }),
    );
  });

  it("is shown without steering the terminal", () => {
    assert.equal(shown("a b.txt"), "a b.txt");
    assert.equal(shown("a\u001b[2J"), String.raw`"a\u001b[2J"`);
    assert.equal(someOf(["a", "b", "c"], 2), "a, b and 1 more");
    assert.equal(someOf(["a", "b"], 2), "a, b");
  });
});
