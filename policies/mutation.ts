/** Whether a rule's cases notice each condition that is turned around in it. */
import { readFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";
import { transform } from "esbuild";
import { evaluate } from "./evaluate";
import { type Mutant, mutantsOf } from "./mutants";
import type { Parameters, Resource, Rule } from "./rule";
import type { RuleFile } from "./rule-files";
import { brokenBy, type Case, messagesOf, stacks } from "./testing";

/** What a rule is to say of a stack. */
interface Expectation {
  readonly resources: readonly Resource[];
  readonly parameters: Parameters;
  readonly messages: readonly string[];
}

/** By rule. */
type Cases = ReadonlyMap<string, readonly Case[]>;

/** The mutants of a rule of which no case and none of the program's own stacks says that something is wrong. */
export async function survivorsOf(
  { file, name, path: of }: RuleFile,
  cases: Cases,
): Promise<{
  readonly count: number;
  /** As `rules/docker/docker-restarts.ts:14: a === b → a !== b`. */
  readonly survivors: readonly string[];
}> {
  const text = readFileSync(of, "utf8");
  const mutants = mutantsOf(text);
  const own = await expectationsOf(ruleIn(await compiled(text), of, name), cases.get(name) ?? []);
  const survivors: string[] = [];
  for (const [position, code] of (await Promise.all(mutants.map((one) => compiled(one.text)))).entries()) {
    const [mutant, rule] = [mutants[position], ruleIn(code, of, name)];
    if (mutant === undefined || own.some((one) => differs(rule, one)) || (await othersNotice(rule, cases))) continue;
    survivors.push(described(file, mutant));
  }
  return { count: mutants.length, survivors };
}

/** In the cases of other rules it is to say nothing. */
async function othersNotice(rule: Rule, cases: Cases): Promise<boolean> {
  for (const [name, others] of cases) {
    if (name === rule.name) continue;
    for (const one of others) {
      const { broken } = await brokenBy(one);
      if (differs(rule, { resources: broken, parameters: {}, messages: [] })) return true;
    }
  }
  return false;
}

const described = (file: string, { line, change }: Mutant) => `${file}:${line}: ${change}`;

async function expectationsOf(rule: Rule, cases: readonly Case[]): Promise<readonly Expectation[]> {
  const broken = cases.map(async (one) => {
    const { broken } = await brokenBy(one);
    return { resources: broken, parameters: one.parameters ?? {}, messages: messagesOf(rule, one) };
  });
  const whole = Object.values(await stacks()).map((resources) => ({ resources, parameters: {}, messages: [] }));
  return [...(await Promise.all(broken)), ...whole];
}

/** Whether a rule that is not what it was says anything else, or fails. */
function differs(rule: Rule, { resources, parameters, messages }: Expectation): boolean {
  try {
    const circumstances = { exceptions: [], today: "2026-11-25", parameters: { [rule.name]: parameters } };
    const found = evaluate([rule], resources, circumstances).map(({ message }) => message);
    return JSON.stringify(found) !== JSON.stringify(messages);
  } catch {
    return true;
  }
}

const compiled = async (text: string): Promise<string> =>
  (await transform(text, { loader: "ts", format: "cjs", platform: "node", target: "node20.19" })).code;

interface Compiling extends Module {
  _compile(code: string, file: string): void;
}

/** The rule of a file, with another text in the file. What it imports is as it was. */
function ruleIn(code: string, file: string, name: string): Rule {
  const module = new Module(file) as Compiling;
  module.filename = file;
  module.paths = [path.dirname(file)];
  module._compile(code, file);
  const rule = Object.values(module.exports as Record<string, Rule>).find((one) => one.name === name);
  if (rule === undefined) throw new Error(`${file} exports no rule ${name}`);
  return rule;
}
