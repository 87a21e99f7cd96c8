import { type Exception, exceptionsOn, isFor, problemOf } from "./exceptions";
import { defaultsOf, looksAt, NotKnownYet, type Parameters, type Report, type Resource, type Rule } from "./rule";

/** What a rule says of a resource, or of the stack. */
export interface Verdict {
  readonly policy: string;
  readonly level: Rule["level"];
  /** The URN; null for the stack as a whole. */
  readonly resource: string | null;
  readonly message: string;
}

/** How the rules are run. */
export interface Circumstances {
  /** Those of a file; what resources declare themselves is found on them. */
  readonly exceptions: readonly Exception[];
  /** As 2026-11-25. */
  readonly today: string;
  /** By rule; the defaults where one is missing. */
  readonly parameters?: Readonly<Record<string, Parameters>>;
}

/**
 * What one rule has against resources: one by one, or together. What it cannot know yet counts as a violation, unless the
 * rule says that it may wait; then that is thrown.
 */
export function violations(
  rule: Rule,
  resources: readonly Resource[],
  parameters: Parameters = defaultsOf(rule),
): { readonly resource?: Resource; readonly message: string }[] {
  const found: { resource?: Resource; message: string }[] = [];
  const guarded = (resource: Resource | undefined, check: (report: Report) => void) => {
    const report: Report = (message, on = resource) => {
      found.push(on === undefined ? { message } : { message, resource: on });
    };
    try {
      check(report);
    } catch (error) {
      if (!(error instanceof NotKnownYet) || rule.judgedAtUp !== undefined) throw error;
      report(`cannot be judged: ${error.message}`);
    }
  };
  if ("checkStack" in rule) {
    guarded(undefined, (report) => {
      rule.checkStack(resources, report, parameters);
    });
    return found;
  }
  for (const resource of resources) {
    if (!looksAt(rule, resource.type)) continue;
    guarded(resource, (report) => {
      rule.check(resource, report, parameters);
    });
  }
  return found;
}

/** All verdicts of all rules: what is wrong, which exceptions there are, and which of those do not hold. */
export function evaluate(
  rules: readonly Rule[],
  resources: readonly Resource[],
  { exceptions, today, parameters = {} }: Circumstances,
): Verdict[] {
  const names = rules.map(({ name }) => name);
  const declared = [...exceptions, ...resources.flatMap(exceptionsOn)];
  const holding = declared.filter((one) => problemOf(one, names, today) === undefined);
  return [
    ...rules.flatMap((rule) => verdictsOf(rule, resources, holding, parameters[rule.name])),
    ...declared.map((one) => exceptionVerdict(one, names, today)),
  ];
}

/** What one rule has against resources, but for what exceptions that hold take away; defaults for parameters not given. */
export const verdictsOf = (
  rule: Rule,
  resources: readonly Resource[],
  holding: readonly Exception[],
  parameters: Parameters = {},
): Verdict[] =>
  violations(rule, resources, { ...defaultsOf(rule), ...parameters })
    .filter(({ resource }) => !excepted(rule, resource, holding))
    .map(({ resource, message }) => ({
      policy: rule.name,
      level: rule.level,
      resource: resource?.urn ?? null,
      message: `${resource === undefined ? "The stack" : called(resource)} ${message}. ${rule.remedy}`,
    }));

/**
 * Whether a rule is known to have nothing against resources: it finds nothing, and does so without a look at its parameters,
 * so that it would find nothing with any others. Where it fails, it has to be asked, and fails in its own name.
 */
export function isSilent(rule: Rule, resources: readonly Resource[]): boolean {
  let looked = false;
  const parameters = new Proxy(defaultsOf(rule), {
    get: (defaults, key) => {
      looked = true;
      return Reflect.get(defaults, key) as unknown;
    },
    ownKeys: (defaults) => {
      looked = true;
      return Reflect.ownKeys(defaults);
    },
  });
  try {
    return violations(rule, resources, parameters).length === 0 && !looked;
  } catch {
    return false;
  }
}

/** What to call a resource. */
const called = ({ type, name }: Resource): string => `${type.split(":").at(-1) ?? type} "${name}"`;

/** Whether an exception takes a violation away. */
const excepted = (rule: Rule, resource: Resource | undefined, holding: readonly Exception[]): boolean =>
  resource !== undefined && holding.some((one) => one.rule === rule.name && isFor(one, resource));

/** Every exception is told in every run; one that does not hold fails it. */
export function exceptionVerdict(one: Exception, known: readonly string[], today: string): Verdict {
  const problem = problemOf(one, known, today);
  const about = `An exception from ${one.rule} for ${one.resource}`;
  return problem === undefined
    ? {
        policy: "exceptions-in-force",
        level: "advisory",
        resource: null,
        message: `${about} holds until ${one.until}: ${one.reason}`,
      }
    : {
        policy: "exceptions-valid",
        level: "mandatory",
        resource: null,
        message: `${about} does not hold: ${problem}. Correct it, or remove it (${one.where}).`,
      };
}
