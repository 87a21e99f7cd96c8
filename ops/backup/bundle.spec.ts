import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { bundle } from "./bundle";

const root = path.join(__dirname, "../..");

// One package of each kind, since esbuild writes where a CommonJS one lies.
const entry = `import pLimit from "p-limit";
import { parse } from "postgres-array";
import { greeting } from "./greeting";
const limited = pLimit(1);
void limited(() => console.log(process.argv[2] === "--help" ? "Usage: job" : greeting(parse("{world}")[0])));
`;
const greeting = "export const greeting = (name: string): string => `Hello ${name}`;\n";

/** A project with two sources, and copies of the packages that they use. */
function project({ linked = false } = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), "alfred-bundle-"));
  folders.push(folder);
  const packages = linked ? path.join(folder, "elsewhere") : path.join(folder, "node_modules");
  mkdirSync(packages);
  for (const name of ["p-limit", "yocto-queue", "postgres-array"]) {
    cpSync(path.join(root, "node_modules", name), path.join(packages, name), { recursive: true });
  }
  writeFileSync(path.join(packages, ".package-lock.json"), '{"packages":{}}');
  if (linked) symlinkSync(packages, path.join(folder, "node_modules"));
  writeFileSync(path.join(folder, "job.ts"), entry);
  writeFileSync(path.join(folder, "greeting.ts"), greeting);
  return folder;
}

const folders: string[] = [];

const lockOf = (folder: string): string => path.join(folder, "node_modules/.package-lock.json");

/** Edits the code of what was kept, so that one can tell it from what is made anew. */
function markKept(folder: string): void {
  const cache = path.join(folder, "node_modules/.cache/alfred-storage");
  const [name = ""] = readdirSync(cache);
  const kept = JSON.parse(readFileSync(path.join(cache, name), "utf8")) as { bundle: { code: string } };
  kept.bundle.code = "kept";
  writeFileSync(path.join(cache, name), JSON.stringify(kept));
}

describe("a bundled program", () => {
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it("is one file, which Node runs without the project and its packages", async () => {
    const { code } = await bundle("job.ts", { root: project() });
    const folder = mkdtempSync(path.join(tmpdir(), "alfred-bundle-run-"));
    folders.push(folder);
    writeFileSync(path.join(folder, "job.cjs"), code);
    const printed = (...args: string[]) => {
      const { stdout, stderr } = spawnSync(process.execPath, ["job.cjs", ...args], {
        cwd: folder,
        encoding: "utf8",
        env: {},
      });
      return stdout + stderr;
    };
    assert.equal(printed("--help"), "Usage: job\n");
    assert.equal(printed(), "Hello world\n");
  });

  it("is the same to the byte wherever the project and its packages lie, and names no place", async () => {
    const [one, two, three] = [project(), project(), project({ linked: true })];
    const bundles = await Promise.all([one, two, three].map((folder) => bundle("job.ts", { root: folder })));
    assert.equal(new Set(bundles.map(({ sha256 }) => sha256)).size, 1);
    assert.equal(new Set(bundles.map(({ gzip }) => gzip)).size, 1);
    const code = bundles[0]?.code ?? assert.fail();
    assert.ok(code.includes('"node_modules/postgres-array/index.js"'));
    for (const place of [tmpdir(), path.basename(one), path.basename(three), root]) {
      assert.ok(!code.includes(place), place);
    }
  });

  it("says its hash, and is there compressed as well, without the time of day", async () => {
    const { code, sha256, gzip } = await bundle("job.ts", { root: project() });
    assert.equal(sha256, createHash("sha256").update(code).digest("hex"));
    const bytes = Buffer.from(gzip, "base64");
    assert.equal(gunzipSync(bytes).toString(), code);
    assert.equal(bytes.readUInt32LE(4), 0);
  });

  it("is kept as long as neither its sources nor the packages change", async () => {
    const folder = project();
    const first = await bundle("job.ts", { root: folder });
    markKept(folder);
    assert.equal((await bundle("job.ts", { root: folder })).code, "kept");
    writeFileSync(path.join(folder, "greeting.ts"), greeting.replace("Hello", "Good morning"));
    const edited = await bundle("job.ts", { root: folder });
    assert.equal(edited.code, first.code.replace("Hello", "Good morning"));
    markKept(folder);
    writeFileSync(lockOf(folder), '{"packages":{"node_modules/p-limit":{"version":"7.3.4"}}}');
    assert.deepEqual(await bundle("job.ts", { root: folder }), edited);
  });

  it("is made anew where a source is gone, and says which", async () => {
    const folder = project();
    await bundle("job.ts", { root: folder });
    rmSync(path.join(folder, "greeting.ts"));
    await assert.rejects(bundle("job.ts", { root: folder }), /Could not resolve "\.\/greeting"/);
  });

  it("is refused where no ConfigMap could hold it", async () => {
    const folder = project();
    writeFileSync(path.join(folder, "job.ts"), `console.log("${randomBytes(900_000).toString("base64")}");`);
    await assert.rejects(bundle("job.ts", { root: folder }), {
      message:
        /^job\.ts and what it uses come to 1\d{6} bytes by gzip in Base64, and a ConfigMap has to have fewer than 1048576\.$/,
    });
  });
});
