import { z } from "zod";
import { type Found, nameOf, type Preview, type State, typeOf } from "../preview";
import { changedKeys, changesOf, idle, pathsOf, type RawStep, stateOf } from "./changes";
import { messageOf } from "./messages";

const values = z.record(z.string(), z.unknown());

const state = z.object({
  inputs: values.nullish(),
  outputs: values.nullish(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
});

/**
 * What `pulumi preview --json` prints (`display.PreviewDigest`, seen with 3.274.1). A preview that failed has as many
 * steps as it came to; one that failed while it refreshed has no `changeSummary`. Policies are not in it.
 */
export const digestSchema = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string(),
        oldState: state.nullish(),
        newState: state.nullish(),
        diffReasons: z.array(z.string()).nullish(),
        replaceReasons: z.array(z.string()).nullish(),
        detailedDiff: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish(),
  diagnostics: z.array(z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() })).nullish(),
  changeSummary: z.record(z.string(), z.number()).nullish(),
});

export function fromDigest({ steps, diagnostics, changeSummary }: z.infer<typeof digestSchema>): Preview {
  const raw = (steps ?? []).map((step): RawStep => ({
    op: step.op,
    urn: step.urn,
    old: step.oldState ? stateOf(step.oldState) : undefined,
    new: step.newState ? stateOf(step.newState) : undefined,
    paths: pathsOf(step.detailedDiff, step.diffReasons, step.replaceReasons),
  }));
  const errors = (diagnostics ?? []).some(({ severity }) => severity === "error");
  return {
    failed: errors || !changeSummary,
    refreshed: raw.some(({ op }) => op === "refresh"),
    changes: changesOf(raw),
    unchanged: changeSummary?.["same"] ?? 0,
    found: differencesFound(raw),
    messages: (diagnostics ?? []).flatMap(({ severity, message, urn }) => messageOf(severity, message, urn) ?? []),
    unprotected: [],
    states: statesOf(raw),
  };
}

/** What is known of each resource, as last seen. */
export function statesOf(steps: readonly RawStep[]): Map<string, State> {
  const states = new Map<string, State>();
  for (const { urn, old } of steps) if (old !== undefined) states.set(urn, old);
  return states;
}

/**
 * A refresh is told before it looks, so that its step has no result. What it found shows where something is done about
 * it: the inputs that are changed then are others than the refresh began with, or what was there is made anew.
 */
function differencesFound(steps: readonly RawStep[]): Found[] {
  const before = new Map(steps.flatMap(({ op, urn, old }) => (op === "refresh" && old ? [[urn, old] as const] : [])));
  return steps.flatMap(({ op, urn, old }): Found[] => {
    const was = before.get(urn);
    if (idle.has(op) || was === undefined) return [];
    const named = { type: typeOf(urn), name: nameOf(urn) };
    if (op === "create") return [{ ...named, gone: true, paths: [] }];
    const paths = old === undefined ? [] : changedKeys(was.inputs, old.inputs);
    return paths.length === 0 ? [] : [{ ...named, gone: false, paths }];
  });
}
