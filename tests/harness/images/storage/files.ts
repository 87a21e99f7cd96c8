import { execFile } from "node:child_process";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** One version of an object. */
export interface Place {
  readonly bucket: string;
  readonly name: string;
  readonly version: string;
}

/** The file backend: content in files, content type and cache control in extended attributes. */
export class Files {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(place: Place, content: Buffer, contentType: string, cacheControl: string): Promise<void> {
    const file = this.#at(place);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await run("setfattr", ["--name=user.supabase.content-type", `--value=${contentType}`, file]);
    await run("setfattr", ["--name=user.supabase.cache-control", `--value=${cacheControl}`, file]);
  }

  /** Undefined where the file is not there. */
  async read(place: Place): Promise<{ content: Buffer; contentType: string; cacheControl: string } | undefined> {
    const file = this.#at(place);
    try {
      await stat(file);
    } catch {
      return undefined;
    }
    const [content, contentType = "application/octet-stream", cacheControl = "no-cache"] = await Promise.all([
      readFile(file),
      attribute(file, "content-type"),
      attribute(file, "cache-control"),
    ]);
    return { content, contentType, cacheControl };
  }

  async remove(place: Place): Promise<void> {
    await rm(this.#at(place), { force: true });
  }

  #at({ bucket, name, version }: Place): string {
    return path.join(this.#folder, bucket, name, version);
  }
}

async function attribute(file: string, name: string): Promise<string | undefined> {
  try {
    return (await run("getfattr", ["--only-values", "--absolute-names", `--name=user.supabase.${name}`, file])).stdout;
  } catch {
    return undefined;
  }
}
