import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";

import { cacheRoot, moduleFiles } from "../toolchain/cache";
import { locked } from "../toolchain/lock";
import { onEnd } from "./cleanup";
import { writeArchive } from "./images/archive";
import { definitions, type ImageDefinition } from "./images/definitions";
import { RootFolder } from "./images/root-folder";

/**
 * `postgres` and `supabase-postgres` are real servers; `postgrest` and `storage` stand in for services whose code cannot
 * be had here, and do what the real ones do as far as an engine test meets it.
 */
export type ImageKind = keyof typeof definitions;

/** What the images are made of and with. */
export const imagePrograms = [
  ...new Set(["tar", "ldd", ...Object.values(definitions).flatMap(({ programs }) => programs)]),
];

/** Gives an image's archive for `docker load` from the cache, or makes it there first, which takes some seconds. */
export async function imageArchive(kind: ImageKind): Promise<string> {
  const definition: ImageDefinition = definitions[kind];
  const file = path.join(cacheRoot(), `image-${kind}-${keyOf(definition)}.tar`);
  if (!existsSync(file)) {
    mkdirSync(cacheRoot(), { recursive: true });
    const waiting = () => undefined;
    await locked(`${file}.lock`, waiting, async () => {
      if (!existsSync(file)) await make(kind, definition, file);
    });
  }
  utimesSync(file, new Date(), new Date());
  return file;
}

function keyOf({ config, programs, code }: ImageDefinition): string {
  const stamps = programs.map((program) => {
    const { size, mtimeMs } = statSync(program);
    return [program, size, mtimeMs];
  });
  const files = [...moduleFiles(path.join(__dirname, "images"))].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify({ config, stamps, files, code: code?.() });
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function make(kind: ImageKind, { layers, config }: ImageDefinition, file: string): Promise<void> {
  removeUnused(kind);
  const work = mkdtempSync(path.join(cacheRoot(), `.image-${kind}-`));
  const remove = () => {
    rmSync(work, { recursive: true, force: true });
  };
  const forget = onEnd(remove);
  try {
    const folders: string[] = [];
    for (const [index, fill] of layers.entries()) {
      const folder = path.join(work, `layer-${index}`);
      await fill(new RootFolder(folder));
      folders.push(folder);
    }
    await writeArchive(work, `alfred-storage-test/${kind}:latest`, folders, config, file);
  } finally {
    forget();
    remove();
  }
}

/** Each change makes another archive of up to 130 MB, so those that nobody used for a day go. */
function removeUnused(kind: ImageKind): void {
  for (const name of readdirSync(cacheRoot())) {
    const file = path.join(cacheRoot(), name);
    const old = new RegExp(`^image-${kind}-[0-9a-f]{16}\\.tar$`).test(name);
    if (old && statSync(file).mtimeMs < Date.now() - 24 * 3600_000) rmSync(file, { force: true });
  }
}
