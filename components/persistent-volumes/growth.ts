import * as pulumi from "@pulumi/pulumi";
import { parseBytes } from "../units";

/** What the engine hands over of a claim: `spec.resources.requests.storage`, `status.phase`. */
interface ClaimState {
  readonly spec?: { readonly resources?: { readonly requests?: { readonly storage?: string } } };
  readonly status?: { readonly phase?: string };
}

export interface Edit {
  readonly name: string;
  readonly before: ClaimState | undefined;
  readonly after: ClaimState | undefined;
  /** What the cluster had said of the claim. */
  readonly known: ClaimState | undefined;
}

/** What is wrong with an edit of a claim, and what will go wrong. */
export function judge({ name, before, after, known }: Edit): { readonly refusal?: string; readonly warning?: string } {
  const [old, wanted] = [sizeOf(before), sizeOf(after)];
  if (old === undefined || wanted === undefined || old.bytes === wanted.bytes) return {};
  if (wanted.bytes < old.bytes) {
    const refusal =
      `the claim ${name} has ${old.text}, and no claim can shrink, so ${wanted.text} is refused. Put ${old.text} back; ` +
      `to have less, make a new claim, copy the data there, and use that one.`;
    return { refusal };
  }
  const phase = known?.status?.phase;
  if (phase === undefined || phase === "Bound") return {};
  const warning =
    `the claim ${name} is ${phase}, and only a bound one can grow: the API server will refuse ${wanted.text}. ` +
    `Start a pod that mounts it first, or put ${old.text} back.`;
  return { warning };
}

function sizeOf(claim: ClaimState | undefined): { text: string; bytes: number } | undefined {
  const text = claim?.spec?.resources?.requests?.storage;
  if (text === undefined) return undefined;
  const parsed = parseBytes(text);
  return "value" in parsed ? { text, bytes: parsed.value } : undefined;
}

/**
 * Looks at each edit of a claim before the API server does, in previews too.
 *
 * @param owner the name of the component, since hooks have names of their own in a program
 */
export function growthOf(owner: string): pulumi.ResourceHookBinding {
  const hook = new pulumi.ResourceHook(
    `${owner}-claims-grow-only`,
    async ({ name, oldInputs, newInputs, oldOutputs }) => {
      const { refusal, warning } = judge({ name, before: oldInputs, after: newInputs, known: oldOutputs });
      if (refusal !== undefined) throw new Error(refusal);
      if (warning !== undefined) await pulumi.log.warn(warning);
    },
    { onDryRun: true },
  );
  return { beforeUpdate: [hook] };
}
