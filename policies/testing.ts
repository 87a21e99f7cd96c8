/** For the rules' specs: the program's own stacks, and one broken thing at a time. */
import assert from "node:assert/strict";
import type { RecordedResource } from "../rehearsal/monitor/record";
import { Rehearsals } from "../rehearsal/testing-start";
import { evaluate, type Verdict } from "./evaluate";
import { recorded } from "./recorded";
import type { Parameters, Resource, Rule } from "./rule";
import { rules } from "./rules";
import { variants } from "./testing-stacks";

/** The stacks that specs break: both stack files as they are, and `full`, prod with every option on. */
export type StackName = "dev" | "prod" | "full";

/** A resource that a spec may change. */
export type Breakable = { -readonly [Key in keyof Resource]: Resource[Key] };

/**
 * Puts a value at a path of a resource's inputs, such as `spec.template.spec.containers.0.image`; takes it away where the
 * value is undefined. A key with dots in it is a path of its own, given as a list.
 */
export function set(resource: Breakable, path: string | readonly string[], value: unknown): void {
  const keys = typeof path === "string" ? path.split(".") : [...path];
  const last = keys.pop() ?? assert.fail("no path");
  let here = resource.props as Record<string, unknown>;
  for (const key of keys)
    here = (here[key] ?? assert.fail(`${resource.name} has no ${key}`)) as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(here, last);
  else here[last] = value;
}

export interface Case {
  /** What is broken, as the rest of the test's name. */
  readonly name: string;
  /** @default prod */
  readonly stack?: StackName;
  /**
   * The rule's parameters.
   * @default those with which it runs where nothing is configured
   */
  readonly parameters?: Parameters;
  /** Breaks one thing. */
  readonly change: (find: Find, resources: Breakable[]) => void;
  /**
   * The whole of what the rule then says, its remedy left out: `BucketVersioning "x" keeps no versions`. An empty list
   * where it is to have nothing against the change.
   */
  readonly says: string | readonly string[];
}

/** The resource of that kind, the last part of its type, and name. */
export type Find = (kind: string, name?: string) => Breakable;

let made: Promise<Readonly<Record<StackName, readonly Resource[]>>> | undefined;

/** Rehearsed once for all specs of a run. */
export function stacks(): Promise<Readonly<Record<StackName, readonly Resource[]>>> {
  made ??= Promise.resolve().then(() => {
    const rehearsals = new Rehearsals();
    try {
      for (const [name, { base, edit }] of Object.entries(variants)) rehearsals.write(base, edit, { name });
      const { status, stderr, stdout } = rehearsals.run();
      assert.equal(status, 0, stdout + stderr);
      const of = (name: string) => rehearsals.resources(name).map((one: RecordedResource) => recorded(one));
      return { dev: of("dev"), prod: of("prod"), full: of("full") };
    } finally {
      rehearsals.end();
    }
  });
  return made;
}

/** Every case of every rule, for what looks at all of them. */
export const casesOf = new Map<string, readonly Case[]>();

const judged = (resources: readonly Resource[], parameters: Readonly<Record<string, Parameters>> = {}) =>
  evaluate(rules, resources, { exceptions: [], today: "2026-11-25", parameters });

const judgedOnce = new Map<readonly Resource[], readonly Verdict[]>();

/** Judged once for all specs of a run, since a stack as the program makes it stays as it is. */
function verdictsOn(whole: readonly Resource[]): readonly Verdict[] {
  const verdicts = judgedOnce.get(whole) ?? judged(whole);
  judgedOnce.set(whole, verdicts);
  return verdicts;
}

/** Describes a rule: it has nothing against what the program makes, and each case breaks it and no other. */
export function describeRule(rule: Rule, cases: readonly Case[]): void {
  casesOf.set(rule.name, cases);
  describe(`The rule ${rule.name}`, function () {
    this.timeout(120_000);

    it("has nothing against what the program makes", async () => {
      for (const [stack, resources] of Object.entries(await stacks())) {
        const against = verdictsOn(resources).filter(({ policy }) => policy === rule.name);
        assert.deepEqual(against, [], stack);
      }
    });

    for (const one of cases) {
      const { name, says, parameters = {} } = one;
      const nothing = says.length === 0;
      it(nothing ? `has nothing against ${name}` : `finds ${name}, and is the only one`, async () => {
        const { whole, broken } = await brokenBy(one);
        const before = verdictsOn(whole).map(text);
        const found = judged(broken, { [rule.name]: parameters }).filter((verdict) => !before.includes(text(verdict)));
        assert.deepEqual(
          found.map(({ policy, message }) => [policy, message]),
          messagesOf(rule, one).map((message) => [rule.name, message]),
        );
      });
    }
  });
}

const text = (verdict: Verdict): string => JSON.stringify(verdict);

/** The stack of a case, and the same with the one thing broken. */
export async function brokenBy({ stack = "prod", change }: Case): Promise<{
  readonly whole: readonly Resource[];
  readonly broken: readonly Resource[];
}> {
  const whole = (await stacks())[stack];
  const broken = structuredClone(whole) as Breakable[]; // resources are plain data
  change(finder(broken), broken);
  return { whole, broken };
}

/** The whole of what a rule is to say in a case. */
export const messagesOf = ({ remedy }: Rule, { says }: Case): readonly string[] =>
  [says].flat().map((sentence) => `${sentence}. ${remedy}`);

const finder =
  (resources: Breakable[]): Find =>
  (kind, name) => {
    const found = resources.find(
      (one) => one.type.split(":").at(-1) === kind && (name === undefined || one.name === name),
    );
    return found ?? assert.fail(`there is no ${kind} ${name ?? ""}`);
  };
