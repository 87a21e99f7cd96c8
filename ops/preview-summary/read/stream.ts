import { z } from "zod";
import { type Found, nameOf, type Preview, typeOf, type Violation } from "../preview";
import { changesOf, pathsOf, type RawStep, stateOf } from "./changes";
import { statesOf } from "./digest";
import { messageOf } from "./messages";

const values = z.record(z.string(), z.unknown());

/** An absent state is null, or an object without anything. */
const state = z
  .object({
    urn: z.string().optional(),
    inputs: values.nullish(),
    outputs: values.nullish(),
    protect: z.boolean().optional(),
    retainOnDelete: z.boolean().optional(),
  })
  .nullish();

const step = z.object({
  metadata: z.object({
    op: z.string(),
    urn: z.string(),
    old: state,
    new: state,
    diffs: z.array(z.string()).nullish(),
    keys: z.array(z.string()).nullish(),
    detailedDiff: values.nullish(),
  }),
});

/**
 * What `pulumi preview --json` prints with `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true`: the engine's events, one a line
 * (`apitype.EngineEvent`, seen with 3.274.1). Besides what the digest has, it tells what a refresh found and what
 * policies say. Its events of severity `debug` hold secrets in clear, so it belongs into a pipe and not into a file.
 */
export const eventSchema = z.object({
  resourcePreEvent: step.optional(),
  resOutputsEvent: step.optional(),
  diagnosticEvent: z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() }).optional(),
  policyEvent: z
    .object({
      resourceUrn: z.string().optional(),
      message: z.string(),
      policyName: z.string(),
      enforcementLevel: z.string(),
    })
    .optional(),
  policyLoadEvent: z.unknown().optional(),
  summaryEvent: z
    .object({ resourceChanges: z.record(z.string(), z.number()).nullish(), result: z.string().optional() })
    .optional(),
});
type Event = z.infer<typeof eventSchema>;

export function fromEvents(events: readonly Event[]): Preview {
  const begun = events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [rawStep(resourcePreEvent)] : []));
  const ended = events.flatMap(({ resOutputsEvent }) => (resOutputsEvent ? [rawStep(resOutputsEvent)] : []));
  const messages = events.flatMap(({ diagnosticEvent: said }) =>
    said ? (messageOf(said.severity, said.message, said.urn) ?? []) : [],
  );
  const summary = events.flatMap(({ summaryEvent }) => summaryEvent ?? []).at(-1);
  const errors = events.some(({ diagnosticEvent }) => diagnosticEvent?.severity === "error");
  return {
    failed: errors || summary === undefined || summary.result === "failed",
    refreshed: begun.some(({ op }) => op === "refresh"),
    changes: changesOf(begun),
    unchanged: summary?.resourceChanges?.["same"] ?? 0,
    found: ended.filter(({ op }) => op === "refresh").flatMap(foundBy),
    messages,
    ...(events.some(({ policyLoadEvent }) => policyLoadEvent !== undefined)
      ? { violations: violationsIn(events) }
      : {}),
    unprotected: begun
      .filter(({ op, old, new: wanted }) => op !== "refresh" && old?.protect === true && wanted?.protect === false)
      .map(({ urn }) => urn),
    states: statesOf(begun),
  };
}

function rawStep({ metadata }: z.infer<typeof step>): RawStep {
  const { op, urn, old, new: wanted, diffs, keys, detailedDiff } = metadata;
  return {
    op,
    urn,
    old: old?.urn === undefined ? undefined : stateOf(old),
    new: wanted?.urn === undefined ? undefined : stateOf(wanted),
    paths: pathsOf(detailedDiff, diffs, keys),
  };
}

/** The end of a refresh has what was really there. */
function foundBy({ urn, old, new: real, paths }: RawStep): Found[] {
  const named = { type: typeOf(urn), name: nameOf(urn) };
  if (old !== undefined && real === undefined) return [{ ...named, gone: true, paths: [] }];
  return paths.length === 0 ? [] : [{ ...named, gone: false, paths: [...paths].sort() }];
}

/** The engine puts the rule's description, in a line of its own, before what the rule says. */
function violationsIn(events: readonly Event[]): Violation[] {
  return events.flatMap(({ policyEvent }): Violation[] => {
    if (policyEvent === undefined) return [];
    const { policyName: policy, enforcementLevel: level, message, resourceUrn } = policyEvent;
    const [description = "", ...rest] = message.trim().split("\n");
    const said = rest.join("\n").trim() || description;
    const ofStack = resourceUrn === undefined || typeOf(resourceUrn) === "pulumi:pulumi:Stack";
    return [{ policy, level, message: said, ...(ofStack ? {} : { resource: nameOf(resourceUrn) }) }];
  });
}
