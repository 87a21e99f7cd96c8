import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { type CarryOut, type Read, RecordingMonitor } from "../rehearsal/monitor/monitor";
import type { RecordedResource } from "../rehearsal/monitor/record";

/** What a program registers, the stack itself left out, with the names instead of the URNs of others. */
export type Registered = Omit<RecordedResource, "urn">;

const runtime = settings as unknown as Record<"awaitFeatureSupport" | "waitForRPCs", () => Promise<void>>;

/** Runs a small program as the engine would and gives what it registers, in order. */
export async function registered(
  program: () => void,
  carryOut: CarryOut = () => Promise.resolve(undefined),
  read?: Read,
): Promise<Registered[]> {
  const monitor = begin(carryOut, read);
  await run(program);
  return monitor.resources.slice(1).map(short);
}

/** The same for a program that fails: what it registered until then, and with what it failed. */
export async function failing(program: () => void, read?: Read): Promise<{ resources: Registered[]; error: unknown }> {
  const monitor = begin(() => Promise.resolve(undefined), read);
  // A resource's failed registration is a rejection that nobody awaits, which mocha would take for its own.
  const listeners = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners("unhandledRejection");
  const failed = new Promise<unknown>((resolve) => process.on("unhandledRejection", resolve));
  try {
    const error = await Promise.race([failed, run(program).then(() => failed)]);
    await new Promise((resolve) => setTimeout(resolve, 50)); // for whatever would still be registered
    return { resources: monitor.resources.slice(1).map(short), error };
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
}

function begin(carryOut: CarryOut, read?: Read): RecordingMonitor {
  const monitor = new RecordingMonitor("dev", "project", carryOut, read);
  pulumi.runtime.setMockOptions(monitor, "project", "dev", false);
  return monitor;
}

async function run(program: () => void): Promise<void> {
  await runtime.awaitFeatureSupport();
  await pulumi.runtime.runInPulumiStack(() => {
    program();
    return Promise.resolve({});
  });
  await runtime.waitForRPCs();
}

const nameOf = (urn: string | null): string | null => (urn === null ? null : (urn.split("::").at(-1) ?? null));

function short({ urn, ...resource }: RecordedResource): Registered {
  assert.ok(urn.endsWith(`::${resource.name}`));
  return {
    ...resource,
    parent: nameOf(resource.parent),
    dependsOn: resource.dependsOn.map((urn) => nameOf(urn) ?? "").sort(),
    deletedWith: nameOf(resource.deletedWith),
  };
}
