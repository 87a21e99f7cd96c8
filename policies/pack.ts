import path from "node:path";
import {
  type Policy,
  PolicyPack,
  type PolicyConfigSchema,
  type PolicyResource,
  type ResourceValidation,
  type ResourceValidationPolicy,
  type StackValidation,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { exceptionVerdict, isSilent, type Verdict, verdictsOf } from "./evaluate";
import { type Exception, exceptionsIn, exceptionsOn, problemOf } from "./exceptions";
import { notKnownToEngine, seen } from "./engine";
import {
  looksAt,
  NotKnownYet,
  type Parameters,
  type Resource,
  type ResourceRule,
  type Rule,
  type StackRule,
} from "./rule";
import { rules } from "./rules";
import { Turns } from "./turns";

const today = new Date().toISOString().slice(0, 10);
const stackRules = rules.filter((rule) => "checkStack" in rule);
const resourceRules = rules.filter((rule) => !("checkStack" in rule)) as readonly ResourceRule[];
const ofFile = exceptionsIn(path.join(__dirname, "exceptions.yaml"));

type Violate = (message: string, urn?: string) => void;

/** Resources as rules see them, with the exceptions that there are for them. */
interface Seen {
  readonly resources: readonly Resource[];
  /** The exceptions that hold. */
  readonly holding: readonly Exception[];
  /** What is told of every exception. */
  readonly told: readonly Verdict[];
}

function withExceptions(resources: readonly Resource[]): Seen {
  const declared = [...ofFile, ...resources.flatMap(exceptionsOn)];
  const names = namesOf(rules);
  return {
    resources,
    holding: declared.filter((one) => problemOf(one, names, today) === undefined),
    told: declared.map((one) => exceptionVerdict(one, names, today)),
  };
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

const namesOf = (some: readonly Rule[]) => some.map(({ name }) => name);

const common = ({ name, description, level, remedy, parameters }: Rule) => ({
  name,
  description,
  enforcementLevel: level,
  remediationSteps: remedy,
  ...(parameters === undefined ? {} : { configSchema: { properties: parameters } as PolicyConfigSchema }),
});

/**
 * In the place of a policy's function. The SDK reads policies' functions anew in each request, and goes on to the next policy
 * where there is none, without reading the resource for it; the engine takes the rule for one that holds. An SDK that read
 * functions only once would find them all, since nobody is passed over before the first request.
 */
const passedOver = undefined as never;

const turns = new Turns();

/** Comes before all others, and looks at a resource for them. */
const firstLook: ResourceValidationPolicy = {
  name: "first-look",
  description: "Finds nothing itself, but which rules have to be asked about a resource. Disabled, all of them are.",
  enforcementLevel: "advisory",
  validateResource: (args) => {
    const resources = [seen(args)];
    const looking = resourceRules.filter((rule) => looksAt(rule, args.type));
    turns.name(args.urn, namesOf(looking.filter((rule) => !isSilent(rule, resources))));
  },
};

function ofResource(rule: ResourceRule): ResourceValidationPolicy {
  const validate: ResourceValidation = (args, violate) => {
    turns.asked(rule.name, args.urn);
    if (looksAt(rule, args.type)) judge(rule, withExceptions([seen(args)]), args.getConfig(), violate);
  };
  return {
    ...common(rule),
    get validateResource() {
      return turns.isToBeAsked(rule.name) ? validate : passedOver;
    },
  };
}

/** The run that is judged just now, and which policies have something to say in it. */
let run: (Seen & { readonly says: ReadonlySet<string> }) | undefined;

/** All resources as rules see them, as the first policy that is asked is handed them. The others are handed the same. */
function together(handed: readonly PolicyResource[]): Seen {
  if (run !== undefined) return run;
  const all = withExceptions(handed.map(seen));
  const saying = stackRules.filter((rule) => !isSilent(rule, all.resources));
  run = { ...all, says: new Set([...namesOf(saying), ...all.told.map(({ policy }) => policy)]) };
  setImmediate(() => {
    run = undefined; // as in Turns: the SDK has gone through all policies by then
  });
  return run;
}

const ofRun = (policy: Policy, validate: StackValidation): StackValidationPolicy => ({
  ...policy,
  get validateStack() {
    return run === undefined || run.says.has(policy.name) ? validate : passedOver;
  },
});

const ofStack = (rule: StackRule) =>
  ofRun(common(rule), (args, violate) => {
    judge(rule, together(args.resources), args.getConfig(), violate);
  });

/** Exceptions are told in every run, and one that does not hold fails it. */
const ofExceptions = (name: string, enforcementLevel: Rule["level"], description: string) =>
  ofRun({ name, description, enforcementLevel }, ({ resources }, violate) => {
    for (const verdict of together(resources).told) if (verdict.policy === name) violate(verdict.message);
  });

new PolicyPack("alfred-storage", {
  policies: [
    firstLook,
    ...rules.map((rule) => ("checkStack" in rule ? ofStack(rule) : ofResource(rule))),
    ofExceptions("exceptions-in-force", "advisory", "Tells which exceptions there are, why, and until when."),
    ofExceptions("exceptions-valid", "mandatory", "An exception names a rule, a reason and a day that is yet to come."),
  ],
});
