import { spawn } from "node:child_process";
import path from "node:path";

/** One line of the table: what was measured, against what, and how good it was meant to be. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly floor: string;
  /** Measured over floor, or the measured value itself, in the unit of the aim. */
  readonly reached: number;
  /** Left out where it is only good to know. */
  readonly aim?: number;
  readonly unit: "×" | "s" | "MB";
}

export const checkout = path.resolve(__dirname, "../..");

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Medians of several ways to do something, each done in turn so that a slow moment of the machine hits all alike. */
export async function interleaved<Name extends string>(
  rounds: number,
  ways: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(ways) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const begin = performance.now();
      await ways[name]();
      if (round > 0) times.get(name)?.push(performance.now() - begin); // the first round warms the disk's cache
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<Name, number>;
}

/** Runs Node in the checkout; fails where it does. */
export async function node(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: checkout, stdio: ["ignore", "ignore", "inherit"] });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(status)}`);
}

/** Starts a plugin as an engine does and waits for the line with its port. */
export async function startPlugin(folder: string): Promise<void> {
  const child = spawn(process.execPath, [path.join(folder, "index.js")], {
    cwd: checkout,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<unknown>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status) => {
      reject(new Error(`the plugin in ${folder} ended with ${String(status)} before it said its port`));
    });
    child.stdout.once("data", resolve);
  });
  child.kill("SIGKILL");
}

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
