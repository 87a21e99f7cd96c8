import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import {
  PolicyPack,
  type PolicyConfigSchema,
  type PolicyResource,
  type ResourceValidation,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  validateResourceOfType,
} from "@pulumi/policy";
import { exceptionVerdict, verdictsOf } from "./evaluate";
import { type Exception, exceptionsIn, exceptionsOn, problemOf } from "./exceptions";
import { notKnownToEngine, seen } from "./engine";
import { NotKnownYet, type Parameters, type Resource, type ResourceRule, type Rule, type StackRule } from "./rule";
import { rules } from "./rules";

const today = new Date().toISOString().slice(0, 10);
const names = rules.map(({ name }) => name);
const ofFile = exceptionsIn(path.join(__dirname, "exceptions.yaml"));

type Violate = (message: string, urn?: string) => void;

/** Resources as rules see them, and which exceptions there are for them. */
interface Seen {
  readonly resources: readonly Resource[];
  readonly declared: readonly Exception[];
  /** Those of the declared that hold. */
  readonly holding: readonly Exception[];
}

function withExceptions(resources: readonly Resource[]): Seen {
  const declared = [...ofFile, ...resources.flatMap(exceptionsOn)];
  return { resources, declared, holding: declared.filter((one) => problemOf(one, names, today) === undefined) };
}

/** Reports what a rule has against resources, but for what is excepted. */
function judge(rule: Rule, { resources, holding }: Seen, parameters: Parameters, violate: Violate): void {
  try {
    for (const { message, resource } of verdictsOf(rule, resources, holding, parameters))
      violate(message, resource ?? undefined);
  } catch (error) {
    if (!(error instanceof NotKnownYet)) throw error;
    if (rule.level === "advisory") return; // pulumi up knows, and says so
    throw notKnownToEngine(error); // the engine then says that the rule could not run in this preview
  }
}

const common = ({ name, description, level, remedy, parameters }: Rule) => ({
  name,
  description,
  enforcementLevel: level,
  remediationSteps: remedy,
  ...(parameters === undefined ? {} : { configSchema: { properties: parameters } as PolicyConfigSchema }),
});

function ofResource(rule: ResourceRule): ResourceValidationPolicy {
  const validate: ResourceValidation = (args, violate) => {
    if (rule.types.includes("*") || rule.types.includes(args.type))
      judge(rule, withExceptions([seen(args)]), args.getConfig(), violate);
  };
  const [type, ...others] = rule.types;
  // The SDK reads every resource anew for every rule, but for a rule that is known to be for another type.
  const only = { __pulumiType: type } as unknown as new () => pulumi.Resource;
  const forOne =
    type === "*" || others.length > 0
      ? validate
      : validateResourceOfType(only, (_, args, violate) => validate(args, violate));
  return { ...common(rule), validateResource: forOne };
}

const ofStack = (rule: StackRule): StackValidationPolicy => ({
  ...common(rule),
  validateStack: (args, violate) => {
    judge(rule, together(rule.name, args.resources), args.getConfig(), violate);
  },
});

/** The resources of the run that is judged just now, and which policies have had them. */
let run: { readonly seen: Seen; readonly served: Set<string> } | undefined;

/** All resources as rules see them. The SDK hands the same ones to each policy of a run; a policy asks once in a run. */
function together(policy: string, resources: readonly PolicyResource[]): Seen {
  if (run === undefined || run.served.has(policy))
    run = { seen: withExceptions(resources.map(seen)), served: new Set() };
  run.served.add(policy);
  return run.seen;
}

/** Exceptions are told in every run, and one that does not hold fails it. */
const ofExceptions = (name: string, level: Rule["level"], description: string): StackValidationPolicy => ({
  name,
  description,
  enforcementLevel: level,
  validateStack: ({ resources }, violate) => {
    for (const verdict of together(name, resources).declared.map((one) => exceptionVerdict(one, names, today))) {
      if (verdict.policy === name) violate(verdict.message);
    }
  },
});

new PolicyPack("alfred-storage", {
  policies: [
    ...rules.map((rule) => ("checkStack" in rule ? ofStack(rule) : ofResource(rule))),
    ofExceptions("exceptions-in-force", "advisory", "Tells which exceptions there are, why, and until when."),
    ofExceptions("exceptions-valid", "mandatory", "An exception names a rule, a reason and a day that is yet to come."),
  ],
});
