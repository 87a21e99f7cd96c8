import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure } from "../../cluster/failure";
import { stream } from "../../ops/recovery/program";
import { all, Kept, partOf, scratch, writing, type Scratch } from "./restic-scratch";

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** As few names as show what may go wrong with any. */
const oddNames = [
  "plain",
  "a",
  "a b",
  "a-b",
  "a.b",
  "Z",
  "new\nline",
  "carriage\rreturn",
  "tab\t",
  "\u0001control",
  "\u2028separator",
  `quotes"'\``,
  String.raw`back\slash`,
  String.raw`\n`,
  "*?[a]{b}",
  "$HOME",
  "-rf",
  "#",
  "~",
  " space ",
  "ünïcödé",
  "e\u0301",
  "漢字",
  "🙂",
  "x".repeat(255),
  "é".repeat(127),
];

describe("a repository of restic", function () {
  this.timeout(120_000);
  let made: Scratch;
  beforeEach(() => {
    made = scratch();
  });
  afterEach(() => {
    made.remove();
  });

  describe("ensure", () => {
    it("makes one where there is none, and leaves one that is there", async () => {
      const repository = made.repository();
      await repository.ensure();
      const config = readFileSync(path.join(made.location, "config"));
      await repository.ensure();
      assert.deepEqual(readFileSync(path.join(made.location, "config")), config);
      assert.equal(readdirSync(path.join(made.location, "keys")).length, 1);
    });

    it("makes one of it where two make it at once", async () => {
      await Promise.all([made.repository().ensure(), made.repository().ensure(), made.repository().ensure()]);
      assert.equal(readdirSync(path.join(made.location, "keys")).length, 1);
      assert.deepEqual(readdirSync(made.location), ["config", "data", "index", "keys", "locks", "snapshots"]);
      assert.deepEqual(await made.repository().snapshots(), []);
    });

    it("refuses one that another password opens", async () => {
      await made.repository().ensure();
      writeFileSync(made.at("other"), "other");
      await assert.rejects(made.repository({ passwordFile: made.at("other") }).ensure(), {
        message:
          `The password in ${made.at("other")} does not open the repository ${made.location}. ` +
          "Give the one it was made with.",
        missing: false,
      });
      assert.equal(readdirSync(path.join(made.location, "keys")).length, 1);
    });

    it("refuses what is left of one", async () => {
      await made.repository().ensure();
      rmSync(path.join(made.location, "config"));
      await assert.rejects(made.repository().ensure(), /has keys of a repository but not its file config/);
      assert.equal(existsSync(path.join(made.location, "config")), false);
    });

    it("names a password file that is not there", async () => {
      await assert.rejects(made.repository({ passwordFile: "/no/file" }).ensure(), {
        message: "The repository's password cannot be read: /no/file does not exist. It should be in /no/file.",
      });
    });
  });

  describe("a stream", () => {
    it("comes back as it was, with its size and hash", async () => {
      const repository = made.repository();
      await repository.ensure();
      const content = randomBytes(5_000_001);
      const stored = await repository.storeStream(partOf("metadata"), "metadata.dump", writing(content));
      const [snapshot] = await repository.snapshots();
      assert.deepEqual(stored, { snapshot: snapshot?.id, bytes: 5_000_001, sha256: sha256(content) });
      assert.match(stored.snapshot, /^[0-9a-f]{64}$/);
      const to = new Kept();
      const { bytes, sha256: hash } = await repository.read(stored.snapshot, "metadata.dump", to);
      assert.deepEqual([bytes, hash, to.ended], [5_000_001, sha256(content), true]);
      assert.ok(to.content.equals(content));
      assert.match(made.told.join("\n"), /^storing metadata of storage, \d+\.\d MB$/m);
    });

    it("is refused where it is empty, as restic keeps nothing of that", async () => {
      const repository = made.repository();
      await repository.ensure();
      const stored = repository.storeStream(partOf("roles"), "roles.sql", writing(""));
      await assert.rejects(stored, new Failure("Nothing was written to roles of storage, so it was not stored."));
    });

    it("waits for restic, and not in memory", async () => {
      const repository = made.repository();
      await repository.ensure();
      let ahead = 0;
      await repository.storeStream(partOf("metadata"), "dump", async (out) => {
        for (let i = 0; i < 200; i++) {
          const more = out.write(randomBytes(500_000));
          ahead = Math.max(ahead, out.writableLength);
          if (!more) await new Promise((resolve) => out.once("drain", resolve));
        }
      });
      assert.ok(ahead <= 1_000_000, `${ahead} bytes waited`);
    });

    for (const [how, cut] of [
      ["fails", () => Promise.reject(new Failure("The dump failed."))],
      [
        "has ended the stream and then fails",
        async (out: Writable) => {
          await writing(randomBytes(3_000_000))(out);
          throw new Failure("The dump failed.");
        },
      ],
      [
        "fails in the middle",
        async (out: Writable) => {
          out.write(randomBytes(3_000_000));
          await new Promise((resolve) => setTimeout(resolve, 1500));
          throw new Failure("The dump failed.");
        },
      ],
    ] as const) {
      it(`leaves no snapshot and no lock where what writes it ${how}`, async () => {
        const repository = made.repository();
        await repository.ensure();
        await assert.rejects(repository.storeStream(partOf("metadata"), "dump", cut), new Failure("The dump failed."));
        assert.deepEqual(await repository.snapshots(), []);
        assert.deepEqual(readdirSync(path.join(made.location, "locks")), []);
      });
    }

    it("leaves no snapshot where a program that writes it dies in the middle", async () => {
      const repository = made.repository();
      await repository.ensure();
      const dies = "head -c 3000000 /dev/zero; kill -KILL $$";
      const stored = repository.storeStream(partOf("metadata"), "dump", (out) =>
        stream("sh", ["-c", dies], { signal: made.ending.signal, output: (from) => pipeline(from, out) }),
      );
      await assert.rejects(stored, { message: "sh was ended by SIGKILL." });
      assert.deepEqual(await repository.snapshots(), []);
    });

    it("leaves no snapshot where it is interrupted", async () => {
      const repository = made.repository();
      await repository.ensure();
      const reason = new Error("interrupted");
      const stored = repository.storeStream(partOf("metadata"), "dump", async (out) => {
        await writing(randomBytes(1_000_000))(out);
        made.ending.abort(reason);
      });
      await assert.rejects(stored, reason);
      const later = scratch();
      assert.deepEqual(await later.repository({ location: made.location }).snapshots(), []);
      later.remove();
    });

    it("is not there under another name or in another snapshot", async () => {
      const repository = made.repository();
      await repository.ensure();
      const { snapshot } = await repository.storeStream(partOf("roles"), "roles.sql", writing("x"));
      assert.equal(await repository.readText(snapshot, "roles.sql"), "x");
      const to = new Kept();
      await assert.rejects(repository.read(snapshot, "other", to), {
        message: `restic did not read other of snapshot ${snapshot.slice(0, 8)}: the snapshot does not have it.`,
        missing: true,
      });
      assert.equal(to.ended, false);
      const none = "f".repeat(64);
      await assert.rejects(repository.readText(none, "roles.sql"), { missing: true });
      await assert.rejects(all(repository.entries(none)), {
        message: "There is no snapshot ffffffff that can be read.",
        missing: true,
      });
    });
  });

  describe("a folder", () => {
    it("comes back elsewhere with contents, attributes, owners, rights, times and all odd names", async () => {
      const repository = made.repository();
      await repository.ensure();
      const from = made.at("from");
      for (const [i, name] of oddNames.entries()) {
        const folder = path.join(from, name);
        mkdirSync(folder, { recursive: true });
        writeFileSync(path.join(folder, name), `content of ${i}`);
        setAttribute(path.join(folder, name), "user.supabase.content-type", `image/${i}; name="ä"`);
      }
      chownSync(path.join(from, "plain", "plain"), 1234, 5678);
      chmodSync(path.join(from, "plain", "plain"), 0o640);
      utimesSync(path.join(from, "plain", "plain"), 1e9, 1_234_567_890.123);
      symlinkSync("plain", path.join(from, "link"));
      setAttribute(path.join(from, "plain"), "user.folder", "yes");
      const { snapshot, ...stored } = await repository.storeFolder(partOf("blobs"), from);
      const bytes = oddNames.reduce((sum, _, i) => sum + `content of ${i}`.length, 0);
      assert.deepEqual(stored, { files: oddNames.length, bytes, unread: [] });

      const to = made.at("to");
      await repository.restoreFolder(snapshot, to);
      assert.deepEqual(described(to), described(from));
      const plain = statSync(path.join(to, "plain", "plain"));
      const owner = process.getuid?.() === 0 ? [1234, 5678] : [process.getuid?.(), process.getgid?.()];
      assert.deepEqual(
        [plain.uid, plain.gid, plain.mode & 0o777, Math.round(plain.mtimeMs)],
        [...owner, 0o640, 1_234_567_890_123],
      );
      assert.equal(attribute(path.join(to, "plain", "plain"), "user.supabase.content-type"), 'image/0; name="ä"');
      assert.equal(attribute(path.join(to, "plain"), "user.folder"), "yes");
      assert.match(made.told.join("\n"), /^storing blobs of storage, \d+ of \d+ files, .* MB, \d+%$/m);
    });

    it("is listed folder by folder by the bytes of names, with types, sizes and times", async () => {
      const repository = made.repository();
      await repository.ensure();
      const from = made.at("from");
      for (const name of oddNames) {
        mkdirSync(path.join(from, name), { recursive: true });
        writeFileSync(path.join(from, name, `${name.slice(0, 100)}!`), name);
        writeFileSync(path.join(from, `${name.slice(0, 100)}!`), name);
      }
      symlinkSync("plain", path.join(from, "link"));
      const { snapshot } = await repository.storeFolder(partOf("blobs"), from);
      const listed = await all(repository.entries(snapshot));
      const paths = [
        ...oddNames.flatMap((name) => [name, `${name.slice(0, 100)}!`, `${name}/${name.slice(0, 100)}!`]),
        "link",
      ];
      assert.deepEqual(
        listed.map((entry) => entry.path),
        [...new Set(paths)].sort(byFolders),
      );
      const [file] = listed.filter((entry) => entry.path === "漢字/漢字!");
      const { mtimeMs } = statSync(path.join(from, "漢字", "漢字!"));
      assert.deepEqual(file, { path: "漢字/漢字!", type: "file", size: 6, mtime: new Date(Math.floor(mtimeMs)) });
      const types = new Map(listed.map(({ path, type, size }) => [path, [type, size]]));
      assert.deepEqual(
        [types.get("漢字"), types.get("link")],
        [
          ["dir", 0],
          ["symlink", 0],
        ],
      );
    });

    it("is listed no further than somebody reads", async () => {
      const repository = made.repository();
      await repository.ensure();
      mkdirSync(made.at("from"));
      for (let i = 0; i < 5000; i++) writeFileSync(made.at("from", `file ${i}`), "");
      const { snapshot } = await repository.storeFolder(partOf("blobs"), made.at("from"));
      for await (const { path } of repository.entries(snapshot)) {
        assert.equal(path, "file 0");
        break;
      }
      assert.deepEqual(readdirSync(path.join(made.location, "locks")), []);
    });

    it("is read again only where it changed", async () => {
      const repository = made.repository();
      await repository.ensure();
      mkdirSync(made.at("from"));
      const big = randomBytes(2_000_000);
      writeFileSync(made.at("from", "big"), big);
      await repository.storeFolder(partOf("blobs", 1), made.at("from"));
      const size = () => Number(execFileSync("du", ["-sb", made.location], { encoding: "utf8" }).split("\t")[0]);
      const before = size();
      writeFileSync(made.at("from", "small"), "x");
      const { files, bytes } = await repository.storeFolder(partOf("blobs", 2), made.at("from"));
      assert.deepEqual([files, bytes], [2, 2_000_001]);
      assert.ok(size() - before < 50_000);
    });

    it("is stored and restored where it is empty", async () => {
      const repository = made.repository();
      await repository.ensure();
      mkdirSync(made.at("from"));
      const { snapshot, ...stored } = await repository.storeFolder(partOf("blobs"), made.at("from"));
      assert.deepEqual(stored, { files: 0, bytes: 0, unread: [] });
      assert.deepEqual(await all(repository.entries(snapshot)), []);
      await repository.restoreFolder(snapshot, made.at("to"));
      assert.deepEqual(existsSync(made.at("to")) ? readdirSync(made.at("to")) : [], []);
    });

    it("is stored without what is excluded, and as what a link to it names", async () => {
      const repository = made.repository();
      await repository.ensure();
      for (const name of ["tmp/x", "keep/tmp/y", "keep/a.part", "[x]/tmp"]) {
        mkdirSync(path.dirname(made.at("[from]*", name)), { recursive: true });
        writeFileSync(made.at("[from]*", name), "");
      }
      symlinkSync("[from]*", made.at("link"));
      const exclude = ["/tmp", "*.part"];
      const { snapshot } = await repository.storeFolder(partOf("blobs"), made.at("link"), { exclude });
      const paths = (await all(repository.entries(snapshot))).map((entry) => entry.path);
      assert.deepEqual(paths, ["[x]", "[x]/tmp", "keep", "keep/tmp", "keep/tmp/y"]);
    });

    it("is restored in parts, of which names are no patterns", async () => {
      const repository = made.repository();
      await repository.ensure();
      for (const name of ["a/[x]*/1", "a/x/2", "a/[x]more/3", "b/4", String.raw`c/\x?/5`, "c/yx/6"]) {
        mkdirSync(path.dirname(made.at("from", name)), { recursive: true });
        writeFileSync(made.at("from", name), name);
      }
      const { snapshot } = await repository.storeFolder(partOf("blobs"), made.at("from"));
      await repository.restoreFolder(snapshot, made.at("to"), { include: ["a/[x]*", String.raw`c/\x?/5`] });
      assert.deepEqual(
        [...described(made.at("to")).keys()].filter((name) => /\d$/.test(name)),
        ["a/[x]*/1", String.raw`c/\x?/5`],
      );
      await repository.restoreFolder(snapshot, made.at("nothing"), { include: [] });
      assert.equal(existsSync(made.at("nothing")), false);
    });

    it("is restored over what is there", async () => {
      const repository = made.repository();
      await repository.ensure();
      mkdirSync(made.at("from"));
      writeFileSync(made.at("from", "file"), "right");
      setAttribute(made.at("from", "file"), "user.type", "right");
      const { snapshot } = await repository.storeFolder(partOf("blobs"), made.at("from"));
      writeFileSync(made.at("from", "file"), "wrong and longer");
      setAttribute(made.at("from", "file"), "user.type", "wrong");
      await repository.restoreFolder(snapshot, made.at("from"));
      assert.equal(readFileSync(made.at("from", "file"), "utf8"), "right");
      assert.equal(attribute(made.at("from", "file"), "user.type"), "right");
    });

    it("names the folder where there is none", async () => {
      await made.repository().ensure();
      await assert.rejects(made.repository().storeFolder(partOf("blobs"), made.at("none")), {
        message: `The folder ${made.at("none")} cannot be entered (ENOENT).`,
      });
    });

    it("names exactly what it could not read", async function () {
      if (process.getuid?.() !== 0) this.skip();
      await made.repository().ensure();
      const environment = asNobody(made);
      const repository = made.repository({ environment: () => Promise.resolve(environment) });
      const names = [...oddNames.filter((name) => name.length < 200), "sub/deep"];
      for (const name of names) {
        mkdirSync(path.dirname(made.at("from", "sub", name)), { recursive: true });
        writeFileSync(made.at("from", name.replace("sub/", "")), "", { mode: 0 });
        writeFileSync(made.at("from", "sub", name), "", { mode: 0 });
      }
      mkdirSync(made.at("from", "closed"), { mode: 0 });
      writeFileSync(made.at("from", "open"), "x");
      const { unread, files } = await repository.storeFolder(partOf("blobs"), made.at("from"));
      const expected = [...names.flatMap((name) => [name.replace("sub/", ""), `sub/${name}`]), "closed"];
      assert.deepEqual([...unread].sort(byFolders), expected.sort(byFolders));
      assert.equal(files, 1);
    });

    it("names files that vanish while it is stored", async () => {
      const repository = made.repository();
      await repository.ensure();
      for (const name of ["a", "b", "c", "d", "e"]) {
        mkdirSync(made.at("from"), { recursive: true });
        writeFileSync(made.at("from", name), randomBytes(40_000_000));
      }
      writeFileSync(made.at("from", "z\n\"last'"), "");
      mkdirSync(made.at("from", "zz"));
      writeFileSync(made.at("from", "zz", "in"), "");
      const going = setInterval(() => {
        if (!made.told.some((text) => text.startsWith("storing blobs"))) return;
        rmSync(made.at("from", "z\n\"last'"), { force: true });
        rmSync(made.at("from", "zz"), { force: true, recursive: true });
      }, 5);
      const { unread, files } = await repository.storeFolder(partOf("blobs"), made.at("from"));
      clearInterval(going);
      assert.deepEqual([...unread].sort(), ["z\n\"last'", "zz"]);
      assert.equal(files, 5);
    });
  });

  describe("snapshots", () => {
    it("are listed by stack, scope, set and part, the oldest first, and forgotten by id", async () => {
      const repository = made.repository();
      await repository.ensure();
      const store = async (scope: string, set: string, part: string) =>
        (await repository.storeStream({ scope, set, part }, "file", writing(`${scope}${set}${part}`))).snapshot;
      const ids = [
        await store("storage", "1", "begin"),
        await store("storage", "1", "manifest"),
        await store("storage", "2", "begin"),
        await store("redis", "2", "begin"),
      ];
      const idsOf = async (...filter: Parameters<typeof repository.snapshots>) =>
        (await repository.snapshots(...filter)).map(({ id }) => id);
      assert.deepEqual(await idsOf(), ids);
      assert.deepEqual(await idsOf({ scope: "storage" }), ids.slice(0, 3));
      assert.deepEqual(await idsOf({ scope: "storage", set: "2" }), [ids[2]]);
      assert.deepEqual(await idsOf({ part: "begin" }), [ids[0], ids[2], ids[3]]);
      assert.deepEqual(await idsOf({ set: "3" }), []);
      const [first] = await repository.snapshots();
      assert.deepEqual(first?.tags, { scope: "storage", set: "1", part: "begin" });
      assert.ok(Math.abs(first.time.getTime() - Date.now()) < 60_000);

      await repository.forget([]);
      await repository.forget([ids[0] ?? "", "f".repeat(64), ids[3] ?? ""]);
      await repository.forget([ids[0] ?? ""]);
      assert.deepEqual(await idsOf(), [ids[1], ids[2]]);
    });

    it("take their data with them at the next pruning, and no other's", async () => {
      const repository = made.repository({ cacheFolder: made.at("cache") });
      await repository.ensure();
      const content = randomBytes(6_000_000);
      const { snapshot: old } = await repository.storeStream(partOf("a"), "file", writing(randomBytes(9_000_000)));
      const { snapshot: kept } = await repository.storeStream(partOf("b"), "file", writing(content));
      await repository.forget([old]);
      const size = () => Number(execFileSync("du", ["-sb", made.location], { encoding: "utf8" }).split("\t")[0]);
      assert.ok(size() > 15_000_000);
      await repository.prune();
      assert.ok(size() < 8_000_000);
      const to = new Kept();
      await repository.read(kept, "file", to);
      assert.ok(to.content.equals(content));
      assert.deepEqual(await repository.check({ readData: true }), []);
    });

    it("are made two at once", async () => {
      const repository = made.repository();
      await repository.ensure();
      const content = randomBytes(3_000_000);
      const parts = ["a", "b", "c"];
      await Promise.all(parts.map((part) => repository.storeStream(partOf(part), "file", writing(content))));
      assert.deepEqual((await repository.snapshots()).map(({ tags }) => tags["part"]).sort(), parts);
      assert.deepEqual(await repository.check({ readData: true }), []);
    });
  });

  it("keeps out what the surroundings say of another repository", async () => {
    const before = { ...process.env };
    const others = { RESTIC_REPOSITORY_FILE: "/no/file", RESTIC_PASSWORD_COMMAND: "false", RESTIC_PASSWORD: "other" };
    Object.assign(process.env, others);
    try {
      await made.repository().ensure();
      assert.deepEqual(await made.repository().snapshots(), []);
    } finally {
      process.env = before;
    }
  });

  it("asks for a newer restic where there is an old one, and for any where there is none", async () => {
    writeFileSync(made.at("restic"), "#!/bin/sh\necho restic 0.13.1 compiled with go1.18 on linux/amd64\n", {
      mode: 0o755,
    });
    const before = process.env["PATH"];
    try {
      process.env["PATH"] = made.folder;
      await assert.rejects(made.repository().snapshots(), {
        message: "restic 0.13.1 is too old. Install restic 0.14 or newer.",
      });
      process.env["PATH"] = made.at("none");
      await assert.rejects(made.repository().snapshots(), {
        message: "There is no command restic here. Install it; on Debian: apt-get install restic.",
        missing: true,
      });
    } finally {
      process.env["PATH"] = before;
    }
  });
});

/** In the order of a walk: by the bytes of each name on the way. */
function byFolders(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = Buffer.compare(Buffer.from(left[i] ?? ""), Buffer.from(right[i] ?? ""));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function setAttribute(file: string, name: string, value: string): void {
  execFileSync("setfattr", ["--no-dereference", "--name", name, "--value", value, "--", file]);
}

function attribute(file: string, name: string): string {
  return execFileSync("getfattr", ["--absolute-names", "--only-values", "--name", name, "--", file], {
    encoding: "utf8",
  });
}

/** What there is of everything below a folder, by its path. */
function described(folder: string): Map<string, unknown> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return new Map(
    names.map((name) => {
      const file = path.join(folder, name);
      const { mode, uid, gid, mtimeMs, size } = statSync(file);
      const attributes = execFileSync("getfattr", ["--dump", "--absolute-names", "--", file], { encoding: "utf8" });
      const content = statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
      const shape = { mode, uid, gid, mtimeMs: Math.floor(mtimeMs), content, size: content === undefined ? 0 : size };
      return [name, { ...shape, attributes: attributes.split("\n").slice(1).join("\n") }];
    }),
  );
}

/** An environment in which restic is run by nobody, who may use the repository. */
function asNobody(made: Scratch): Record<string, string> {
  const { folder, location } = made;
  const bin = made.at("bin");
  const restic = execFileSync("which", ["restic"], { encoding: "utf8" }).trim();
  mkdirSync(bin);
  const script = `#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups ${restic} "$@"\n`;
  writeFileSync(path.join(bin, "restic"), script, { mode: 0o755 });
  chmodSync(folder, 0o755);
  execFileSync("chown", ["-R", "65534:65534", location]);
  return { PATH: `${bin}:${process.env["PATH"] ?? ""}` };
}
