/** Reading of IAM's policy language, in which S3, KMS and IAM are told who may do what. */
import type { Resource } from "./rule";
import { at, listAt, textAt } from "./values";

export interface Condition {
  /** Such as `StringEquals`. */
  readonly operator: string;
  /** In lower case, since AWS takes no notice of it. */
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Who, such as `*`, `AWS:arn:…`, `Service:…`. Empty where the document belongs to somebody. */
  readonly principals: readonly string[];
  /** All of them have to hold. */
  readonly conditions: readonly Condition[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What a first preview lacks, and why a rule on a policy may then wait. */
export const namesWhatIsNotMade = "A policy names ARNs of what a first preview has not made yet.";

/** The statements of a policy, which is JSON text or an object; undefined where it is neither. */
export function statementsAt(value: unknown, path: string): readonly Statement[] | undefined {
  const found = at(value, path);
  const statements = fieldsOf(typeof found === "string" ? parsed(found) : found)["Statement"];
  return statements === undefined ? undefined : [statements].flat().map(statementOf);
}

/** `Not…` leaves almost everything in, so an Allow is taken to mean everything, and a Deny nothing. */
function statementOf(value: unknown): Statement {
  const fields = fieldsOf(value);
  const effect = textOf(fields["Effect"]);
  const listed = (field: string): readonly string[] =>
    fields[`Not${field}`] === undefined ? textsOf(fields[field]) : effect === "Allow" ? ["*"] : [];
  const principal = fields["Principal"];
  return {
    effect,
    actions: listed("Action"),
    resources: listed("Resource"),
    principals:
      typeof principal === "object" && principal !== null
        ? Object.entries(principal).flatMap(([kind, who]) => textsOf(who).map((one) => `${kind}:${one}`))
        : listed("Principal"),
    conditions: Object.entries(fieldsOf(fields["Condition"])).flatMap(([operator, keys]) =>
      Object.entries(fieldsOf(keys)).map(([key, values]) => ({
        operator,
        key: key.toLowerCase(),
        values: textsOf(values),
      })),
    ),
  };
}

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});

/** What a document has no text for, such as what is not known yet, is nothing. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const printable = ["number", "boolean", "object"].includes(typeof value);
  return printable ? JSON.stringify(value) : "";
}

const textsOf = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(textOf));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where resources have policies that give their owner something in IAM, as against who may take it on. */
export const identityTypes = ["rolePolicy", "userPolicy", "groupPolicy", "policy", "role"].map(
  (kind) => `aws:iam/${kind}:${kind.replace(/^./, (letter) => letter.toUpperCase())}`,
);

/** What a resource of {@link identityTypes} allows. */
export const allowedBy = ({ props }: Resource): readonly Statement[] =>
  [props, ...listAt(props, "inlinePolicies")].flatMap((place) => allowedAt(place, "policy"));

/** What a policy allows; nothing where it cannot be read, which a rule of its own tells. */
export const allowedAt = (value: unknown, path: string): readonly Statement[] =>
  (statementsAt(value, path) ?? []).filter(({ effect }) => effect === "Allow");

/** Whether a pattern with `*` and `?` is for a text, upper and lower case alike. */
export function covers(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "is").test(text);
}

/** All there is, or all of a service. */
export const isEveryAction = (pattern: string): boolean => /^(\*|[\w-]+:\*)$/.test(pattern);

/**
 * What a statement says of actions as it says it, such as `s3:Delete*` of `s3:DeleteObjectVersion`. All of a service is
 * left out, which a rule of its own tells.
 */
export const patternsFor = (statement: Statement, actions: readonly string[]): readonly string[] =>
  statement.actions.filter((pattern) => !isEveryAction(pattern) && actions.some((action) => covers(pattern, action)));

/** Whether a principal is everyone, or everyone of a kind. */
export const isAnyone = (principal: string): boolean => /^(\w+:)?\*$/.test(principal);

/** The names of services among principals, such as `s3.amazonaws.com`. */
export const servicesOf = ({ principals }: Statement): readonly string[] =>
  principals.flatMap((principal) => (principal.startsWith("Service:") ? [principal.slice("Service:".length)] : []));

const positive = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/;

/** A value without a wildcard, or of one account. */
const narrow = /^[^*?]+$|:\d{12}:/;

/** Whether a condition binds a statement by one of some keys, which are in lower case. */
export const isBoundBy = ({ conditions }: Statement, keys: readonly string[], to = narrow): boolean =>
  conditions.some(
    ({ operator, key, values }) =>
      positive.test(operator) && keys.includes(key) && values.length > 0 && values.every((value) => to.test(value)),
  );

/** Keys that say on whose behalf a service comes. */
export const sourceKeys = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid"];

/** Keys that say to whom somebody belongs, or which way he comes. */
export const ownerKeys = [
  ...sourceKeys,
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "kms:calleraccount",
];

/** Something that nobody may do under a condition. */
export interface Refusal {
  readonly action: string;
  /** Without what an ARN begins with, such as `my-bucket/*`. */
  readonly resources: readonly string[];
  readonly when: (condition: Condition) => boolean;
}

/** Whether statements refuse something whoever asks, under that condition alone. */
export const refuse = (statements: readonly Statement[], { action, resources, when }: Refusal): boolean =>
  resources.every((resource) =>
    statements.some(
      (one) =>
        one.effect === "Deny" &&
        one.principals.some(isAnyone) &&
        one.actions.some((pattern) => covers(pattern, action)) &&
        one.resources.some((pattern) => covers(pattern.replace(/^arn:[\w-]+:s3:::/, ""), resource)) &&
        one.conditions.length === 1 &&
        one.conditions.every(when),
    ),
  );

/**
 * Whether a bucket's policy refuses everyone who comes to the bucket or its objects under a condition; undefined where it
 * cannot be read, which the rule policy-readable tells.
 */
export function bucketRefuses({ props }: Resource, when: Refusal["when"]): boolean | undefined {
  const statements = statementsAt(props, "policy");
  if (statements === undefined) return undefined;
  const name = textAt(props, "bucket") ?? "";
  return refuse(statements, { action: "s3:*", resources: [name, `${name}/*`], when });
}
