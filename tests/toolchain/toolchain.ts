import { existsSync, linkSync, mkdirSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

import { run } from "../harness/run";
import { cacheRoot } from "./cache";
import { choose, type Found, type PluginName, pluginNames } from "./choice";
import { findGo } from "./go";
import { provide, type Report, type Tool } from "./provide";
import { pluginVersion } from "./recipes";

/** A provider plugin that is the real one. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
  /** The program `pulumi-resource-NAME`. */
  readonly program: string;
}

/** The programs that engine tests need, wherever they came from. */
export interface Toolchain {
  /** A folder to put first on PATH: it holds, or is the one that holds, the engine and its Node language host. */
  readonly bin: string;
  /** The `pulumi` to run. */
  readonly pulumi: string;
  /** Whether `pulumi` was found on PATH or built here. What is built has an old language host, which cannot start
   * plugins from folders with a `PulumiPlugin.yaml`. */
  readonly source: "found" | "built";
  /** Versions by tool, as the tools or their modules say them. */
  readonly versions: Readonly<Record<string, string>>;
  /** The plugins to install into a test's PULUMI_HOME. They are not in {@link bin}, where the engine would warn about
   * each at every command. */
  readonly plugins: readonly Plugin[];
  /** The names of {@link plugins}: those of which a test may say that the real provider took part. */
  readonly real: readonly string[];
}

type Versions = Readonly<Partial<Record<PluginName, string>>>;

/**
 * Provides the programs with the plugins that are wanted, from PATH where they are there, else from the cache, else by building them there (minutes).
 * @throws one line and, where a build failed, the end of its log.
 */
export async function toolchain(
  report: Report = toStandardError,
  wanted: readonly PluginName[] = ["docker", "random"],
): Promise<Toolchain> {
  const versions: Versions = Object.fromEntries(wanted.map((name) => [name, pluginVersion(name)]));
  const found = await search(versions);
  const build = choose(found, versions);
  const tools: Partial<Record<string, Tool>> = {};
  if (build.length > 0) {
    const go = await findGo(cacheRoot());
    try {
      for (const name of build) tools[name] = await provide(name, go, report);
    } finally {
      go.close();
    }
  }
  const host = tools["language-nodejs"];
  const engine = found.pulumi ?? (host && assembled(tools["pulumi"], host));
  if (engine === undefined) throw new Error("the toolchain is incomplete"); // choose() said so
  const plugins = wanted.map((name): Plugin => {
    const tool = tools[name];
    const program = tool === undefined ? found.plugins[name] : built(tool, `pulumi-resource-${name}`);
    if (program === undefined) throw new Error(`the toolchain lacks the ${name} plugin`); // as above
    return { name, version: program.version, program: program.path };
  });
  return {
    bin: path.dirname(engine.path),
    pulumi: engine.path,
    source: found.pulumi === undefined ? "built" : "found",
    versions: {
      pulumi: engine.version,
      ...(host === undefined ? {} : { "pulumi-language-nodejs": host.version }),
      ...Object.fromEntries(plugins.map(({ name, version }) => [`pulumi-resource-${name}`, version])),
    },
    plugins,
    real: plugins.map(({ name }) => name),
  };
}

interface Program {
  readonly path: string;
  readonly version: string;
}

function built(tool: Tool, program: string): Program {
  return { path: path.join(tool.folder, program), version: tool.version };
}

function assembled(engine: Tool | undefined, host: Tool): Program | undefined {
  return engine && { path: path.join(together([engine.folder, host.folder]), "pulumi"), version: engine.version };
}

/**
 * A folder with the programs of several tools, named after them. Hard links, because the engine finds its own folder
 * by its program's real path, and warns about a language host that lies elsewhere.
 */
function together(folders: readonly string[]): string {
  const bin = path.join(
    cacheRoot(),
    `bin-${folders.map((folder) => path.basename(folder).split("-").pop()).join("-")}`,
  );
  mkdirSync(bin, { recursive: true });
  for (const folder of folders) {
    for (const program of readdirSync(folder)) {
      const link = path.join(bin, program);
      if (!existsSync(link)) linkSync(path.join(folder, program), link);
    }
  }
  return bin;
}

async function search(versions: Versions): Promise<Found> {
  const pulumi = await asked("pulumi", "version");
  const plugins: Partial<Record<PluginName, Program>> = {};
  for (const name of pluginNames) {
    const version = versions[name];
    if (version === undefined) continue;
    const found = (await asked(`pulumi-resource-${name}`, "-version")) ?? installed(name, version);
    if (found !== undefined) plugins[name] = found;
  }
  return { ...(pulumi && { pulumi }), plugins };
}

/** A program on PATH that answers with its version. */
async function asked(program: string, question: string): Promise<Program | undefined> {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const file = folders.map((folder) => path.resolve(folder, program)).find((candidate) => existsSync(candidate));
  if (file === undefined) return undefined;
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const answer = await run(file, [question], { timeout: 30_000, env }).catch(() => undefined);
  const version = answer?.stdout.trim() ?? "";
  return answer?.exitCode === 0 && version !== "" ? { path: file, version } : undefined;
}

/** The plugin that `pulumi plugin install` put where the engine looks for plugins. */
function installed(name: PluginName, version: string): Program | undefined {
  const home = process.env["PULUMI_HOME"] ?? path.join(homedir(), ".pulumi");
  const file = path.join(home, "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`);
  return existsSync(file) ? { path: file, version } : undefined;
}

/** Where progress is told unless somebody asks for it. */
export function toStandardError(line: string): void {
  console.error(`toolchain: ${line}`);
}
