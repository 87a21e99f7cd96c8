import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { onEnd } from "../harness/cleanup";
import { runner, type Builder } from "./builder";
import { cacheKey, cacheRoot, moduleFiles } from "./cache";
import { locked } from "./lock";
import type { Recipe } from "./recipe";
import { recipe, type ToolName } from "./recipes";

/** Says a line of progress. */
export type Report = (line: string) => void;

/** A built tool: the folder of its programs, and its version. */
export interface Tool {
  readonly folder: string;
  readonly version: string;
}

/** Where this folder keeps a module. */
export function moduleFolder(name: ToolName): string {
  return path.join(__dirname, name);
}

/** Gives a tool from the cache, or builds it there first. */
export async function provide(name: ToolName, builder: Builder, report: Report): Promise<Tool> {
  const module = moduleFolder(name);
  const how = recipe(name, module);
  const key = cacheKey({ files: moduleFiles(module), builder: builder.version, flags: how.flags });
  const folder = path.join(cacheRoot(), `${name}-${key}`);
  if (!existsSync(folder)) {
    mkdirSync(cacheRoot(), { recursive: true });
    const waiting = once(() => {
      report(`${name}: waiting for another process that builds it (${folder}.lock)`);
    });
    await locked(`${folder}.lock`, waiting, async () => {
      if (!existsSync(folder)) await build(name, how, folder, builder, report);
    });
  }
  return { folder, version: how.version };
}

/** Builds in a folder beside the final one and renames it at the end, so that a half-made tool is never found. */
async function build(name: ToolName, how: Recipe, folder: string, builder: Builder, report: Report): Promise<void> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const log = `${folder}.log`;
  const work = mkdtempSync(path.join(cacheRoot(), `.${name}-`));
  const remove = () => {
    rmSync(work, { recursive: true, force: true });
  };
  report(`${name} ${how.version}: building with ${builder.version} (log: ${log})`);
  const beat = setInterval(() => {
    report(`${name} ${how.version}: still building, ${seconds()} s`);
  }, 15_000);
  const forget = onEnd(remove);
  try {
    const source = path.join(work, "source");
    const out = path.join(work, "out");
    mkdirSync(out);
    cpSync(moduleFolder(name), source, { recursive: true });
    writeFileSync(log, "");
    const note = (text: string) => {
      appendFileSync(log, text);
    };
    await how.make({ source, out, run: runner(builder, source, note) });
    if (!existsSync(folder)) renameSync(out, folder);
    rmSync(log, { force: true });
    report(`${name} ${how.version}: built in ${seconds()} s`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} ${how.version} could not be built; the whole log is ${log}\n${reason}`, { cause: error });
  } finally {
    clearInterval(beat);
    forget();
    remove();
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
