import * as pulumi from "@pulumi/pulumi";
import { parseBytes } from "../units";

/** Whether claims of a storage class may grow; undefined where nobody knows. */
export type Expands = (storageClass: string) => Promise<boolean | undefined>;

/** What the engine hands over of a claim. */
interface ClaimState {
  readonly spec?: {
    readonly storageClassName?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
  readonly status?: { readonly phase?: string };
}

export interface Edit {
  readonly name: string;
  readonly before: ClaimState | undefined;
  readonly after: ClaimState | undefined;
  /** What the cluster had said of the claim. */
  readonly known: ClaimState | undefined;
}

interface Judgement {
  readonly refusal?: string;
  readonly warning?: string;
}

/** What is wrong with an edit of a claim, and what will go wrong. */
export async function judge({ name, before, after, known }: Edit, expands: Expands): Promise<Judgement> {
  const [old, wanted] = [sizeOf(before), sizeOf(after)];
  if (old === undefined || wanted === undefined || old.bytes === wanted.bytes) return {};
  if (wanted.bytes < old.bytes) {
    const refusal =
      `the claim ${name} has ${old.text}, and no claim can shrink, so ${wanted.text} is refused. Put ${old.text} back; ` +
      `to have less, make a new claim, copy the data there, and use that one.`;
    return { refusal };
  }
  const phase = known?.status?.phase;
  if (phase !== undefined && phase !== "Bound") {
    const warning =
      `the claim ${name} is ${phase}, and only a bound one can grow: the API server will refuse ${wanted.text}. ` +
      `Start a pod that mounts it first, or put ${old.text} back.`;
    return { warning };
  }
  const storageClass = after?.spec?.storageClassName;
  if (storageClass === undefined || (await expands(storageClass)) !== false) return {};
  const warning =
    `the claim ${name} is of the storage class ${storageClass}, which does not let claims grow: the API server will ` +
    `refuse ${wanted.text}. Set allowVolumeExpansion on the class, if its driver can do it, or put ${old.text} back.`;
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
export function growthOf(owner: string, expands: Expands): pulumi.ResourceHookBinding {
  const hook = new pulumi.ResourceHook(
    `${owner}-claims-grow-only`,
    async ({ name, oldInputs, newInputs, oldOutputs }) => {
      const { refusal, warning } = await judge(
        { name, before: oldInputs, after: newInputs, known: oldOutputs },
        expands,
      );
      if (refusal !== undefined) throw new Error(refusal);
      if (warning !== undefined) await pulumi.log.warn(warning);
    },
    { onDryRun: true },
  );
  return { beforeUpdate: [hook] };
}
