/**
 * Makes one file of a program and of everything that it uses, so that a container runs it with nothing but Node beside
 * it. The same sources and packages give the same file everywhere, to the byte: what runs changes with them only.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface Bundle {
  /** CommonJS, for Node 20.19 and newer. */
  readonly code: string;
  /** Hexadecimal, of the code. */
  readonly sha256: string;
  /** The code by gzip, in Base64, as a ConfigMap holds it. */
  readonly gzip: string;
}

/** What Kubernetes takes at most in a ConfigMap, in bytes. */
const limit = 2 ** 20;

export interface BundleOptions {
  /** Where the sources are, with their packages in `node_modules`. @default this project */
  readonly root?: string;
}

/** A bundle with what it was made of. */
interface Kept {
  /** The program's own sources, relative to the root. */
  readonly sources: readonly string[];
  readonly key: string;
  readonly bundle: Bundle;
}

/**
 * Takes some seconds. The result is kept beside the packages, and taken from there as long as neither they nor the
 * sources change.
 *
 * @param entry the program's first file, relative to the root, such as `ops/backup/job.ts`
 * @throws where the sources cannot be put together, or the result is too large for a ConfigMap
 */
export async function bundle(
  entry: string,
  { root = path.join(__dirname, "../..") }: BundleOptions = {},
): Promise<Bundle> {
  const file = path.join(root, "node_modules/.cache/alfred-storage", `bundle-${hash(entry).slice(0, 16)}.json`);
  const kept = readKept(file);
  if (kept !== undefined && kept.key === keyOf(kept.sources, root)) return kept.bundle;
  const { code, sources } = await build(entry, root);
  const made = await compressed(code);
  if (made.gzip.length >= limit) {
    throw new Error(
      `${entry} and what it uses come to ${made.gzip.length} bytes by gzip in Base64, and a ConfigMap has to have fewer ` +
        `than ${limit}.`,
    );
  }
  const key = keyOf(sources, root);
  if (key !== undefined) keep(file, { sources, key, bundle: made });
  return made;
}

async function build(entry: string, root: string): Promise<{ code: string; sources: string[] }> {
  const esbuild = await import("esbuild"); // only where something has changed, which is rare
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: [entry],
    absWorkingDir: root, // paths in the code are relative to it
    preserveSymlinks: true, // packages that lie elsewhere are named as if they were here
    tsconfigRaw: "{}",
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20.19",
    external: ["pg-native"], // node-postgres asks for it and goes on without it
    minifySyntax: true,
    minifyWhitespace: true, // and names stay, so that a stack trace says something
    legalComments: "none",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const sources = Object.keys(metafile.inputs).filter((input) => !input.startsWith("node_modules/"));
  return { code: outputFiles.map(({ text }) => text).join(""), sources: sources.sort() };
}

/** By fflate, since Node's own zlib compresses otherwise in other versions of Node. */
async function compressed(code: string): Promise<Bundle> {
  const { gzipSync, strToU8 } = await import("fflate");
  const gzip = Buffer.from(gzipSync(strToU8(code), { level: 9, mtime: 0 })).toString("base64");
  return { code, sha256: hash(code), gzip };
}

/** What a bundle depends on: sources, how they are put together, and packages; undefined where one is not there. */
function keyOf(sources: readonly string[], root: string): string | undefined {
  const read = (file: string) => hash(readFileSync(path.join(root, file)));
  try {
    const parts = [hash(readFileSync(__filename)), read("node_modules/.package-lock.json"), ...sources.map(read)];
    return hash(parts.join());
  } catch {
    return undefined;
  }
}

function readKept(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Kept;
  } catch {
    return undefined;
  }
}

/** Another process may write or read the same at this moment, so it appears whole or not at all. */
function keep(file: string, kept: Kept): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(kept));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A folder that cannot be written costs time at the next start, and nothing else.
  }
}

const hash = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");
