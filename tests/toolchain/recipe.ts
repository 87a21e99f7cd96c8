import { chmodSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Where a recipe works: a copy of the module, the folder for what it makes, and commands in that copy. */
export interface Bench {
  readonly source: string;
  readonly out: string;
  /** Runs a command and gives its standard output. */
  readonly run: (command: string, ...args: string[]) => Promise<string>;
}

/** How one module becomes programs. */
export interface Recipe {
  readonly version: string;
  /** Every flag that decides what comes out; part of the cache's key. */
  readonly flags: readonly string[];
  readonly make: (bench: Bench) => Promise<void>;
}

/** Linker flags: without symbols and debug information a program is a third smaller. */
export const strip = "-s -w";

/** The version of a module that a folder's `go.mod` requires. */
export function required(folder: string, module: string): string {
  const line = new RegExp(`^\\s*(?:require\\s+)?${module.replaceAll(".", "\\.")} (v\\S+)`, "m");
  const version = line.exec(readFileSync(path.join(folder, "go.mod"), "utf8"))?.[1];
  if (version === undefined) throw new Error(`${folder}/go.mod does not require ${module}`);
  return version;
}

/** Where Go keeps the source of a module that the bench's own module requires. */
export async function sourceOf({ run }: Bench, module: string): Promise<string> {
  await run("go", "mod", "download", module);
  return (await run("go", "list", "-m", "-f", "{{.Dir}}", module)).trim();
}

/** Makes a copy of what lies in Go's module cache writable: everything is read-only there. */
export function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) makeWritable(file);
    else chmodSync(file, 0o644);
  }
}
