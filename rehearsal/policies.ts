import path from "node:path";
import { evaluate, type Verdict } from "../policies/evaluate";
import { exceptionsIn } from "../policies/exceptions";
import { recorded } from "../policies/recorded";
import { rules } from "../policies/rules";
import type { RecordedResource } from "./monitor/record";
import { root } from "./paths";

/** What the policy pack has to say of a stack. */
export interface Judgement {
  /** How many rules there are. */
  readonly rules: number;
  readonly verdicts: readonly Verdict[];
}

/** Judges what the program registered by every rule of the pack, with the pack's own exceptions. */
export function judge(
  resources: readonly RecordedResource[],
  today = new Date().toISOString().slice(0, 10),
): Judgement {
  const exceptions = exceptionsIn(path.join(root, "policies", "exceptions.yaml"));
  return { rules: rules.length, verdicts: evaluate(rules, resources.map(recorded), { exceptions, today }) };
}

/** Why the stack may not go on: the first of the mandatory verdicts; undefined where there is none. */
export function refusal({ verdicts }: Judgement, file: string): string | undefined {
  const [first, ...more] = verdicts.filter(({ level }) => level === "mandatory");
  if (first === undefined) return undefined;
  const others = more.length === 0 ? "" : ` (and ${more.length} more, all in ${file})`;
  return `${first.message} The rule ${first.policy} is mandatory${others}.`;
}
