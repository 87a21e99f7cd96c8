import path from "node:path";
import {
  PolicyPack,
  type PolicyConfigSchema,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { called, excepted, exceptionVerdict, sentence, violations } from "./evaluate";
import { exceptionsIn, exceptionsOn, problemOf } from "./exceptions";
import { notKnownToEngine, seen } from "./engine";
import {
  defaultsOf,
  NotKnownYet,
  type Parameters,
  type Resource,
  type ResourceRule,
  type Rule,
  type StackRule,
} from "./rule";
import { rules } from "./rules";

const today = new Date().toISOString().slice(0, 10);
const names = rules.map(({ name }) => name);
const ofFile = exceptionsIn(path.join(__dirname, "exceptions.yaml"));

type Violate = (message: string, urn?: string) => void;

/** Reports what a rule has against resources, but for what is excepted. */
function judge(rule: Rule, resources: readonly Resource[], parameters: Parameters, violate: Violate): void {
  const declared = [...ofFile, ...resources.flatMap(exceptionsOn)];
  const holding = declared.filter((one) => problemOf(one, names, today) === undefined);
  try {
    for (const { resource, message } of violations(rule, resources, { ...defaultsOf(rule), ...parameters })) {
      if (excepted(rule, resource, holding)) continue;
      violate(sentence(resource === undefined ? "The stack" : called(resource), message, rule), resource?.urn);
    }
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

const ofResource = (rule: ResourceRule): ResourceValidationPolicy => ({
  ...common(rule),
  validateResource: (args, violate) => {
    if (rule.types.includes("*") || rule.types.includes(args.type))
      judge(rule, [seen(args)], args.getConfig(), violate);
  },
});

const ofStack = (rule: StackRule): StackValidationPolicy => ({
  ...common(rule),
  validateStack: (args, violate) => {
    judge(rule, args.resources.map(seen), args.getConfig(), violate);
  },
});

/** Exceptions are told in every run, and one that does not hold fails it. */
const ofExceptions = (name: string, level: Rule["level"], description: string): StackValidationPolicy => ({
  name,
  description,
  enforcementLevel: level,
  validateStack: ({ resources }, violate) => {
    const declared = [...ofFile, ...resources.map(seen).flatMap(exceptionsOn)];
    for (const verdict of declared.map((one) => exceptionVerdict(one, names, today))) {
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
