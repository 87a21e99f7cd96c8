import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { parse } from "yaml";
import type { RecordingMonitor } from "./monitor/monitor";
import { root } from "./paths";
import type { HandedOver } from "./stack-file";

/** What `Pulumi.yaml` says. */
export function project(): { readonly name: string; readonly main: string } {
  return parse(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as { name: string; main: string };
}

/**
 * Runs the project's own program as Pulumi's language host does, with the monitor in the engine's place. Pulumi's
 * runtime keeps its state in globals, so a process runs one stack.
 */
export async function runProgram(monitor: RecordingMonitor, stack: string, handed: HandedOver): Promise<void> {
  const { name, main } = project();
  pulumi.runtime.setAllConfig({ ...handed.config }, [...handed.secretKeys]);
  pulumi.runtime.setMockOptions(monitor, name, stack, false, "organization");
  await (settings as unknown as { awaitFeatureSupport(): Promise<void> }).awaitFeatureSupport();
  const failed = new Promise<never>((_, reject) => {
    monitor.onFailure = reject;
    // A rejection that nothing in the program waits for, such as that of an output.
    process.on("unhandledRejection", reject);
  });
  const load = createRequire(path.join(root, "Pulumi.yaml"));
  const run = async () => {
    await pulumi.runtime.runInPulumiStack(async () => {
      const exported = load(`./${main}`) as unknown;
      return (await (typeof exported === "function" ? (exported as () => unknown)() : exported)) as object;
    });
    await (settings as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    await new Promise(setImmediate); // Node tells of rejections that nobody waits for only after this round of promises
  };
  try {
    await Promise.race([run(), failed]);
  } catch (error) {
    throw monitor.failure ?? error;
  }
}
