import type { Threat } from "./threats";

/** A resource as a rule sees it: in a preview, in an update, and in the rehearsal alike. */
export interface Resource {
  readonly urn: string;
  /** Its type token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  readonly name: string;
  /** Its inputs. What a preview cannot know yet is {@link unknown}. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  /** The URNs of what it depends on. */
  readonly dependsOn: readonly string[];
  /** The URN of its parent. */
  readonly parent?: string;
  /** Missing where the program named no provider, so that the default one is used. */
  readonly provider?: { readonly name: string; readonly props: Readonly<Record<string, unknown>> };
}

/** Stands for an input that a preview cannot know yet. */
export const unknown: unique symbol = Symbol("not known yet");

/** What a rule needs to decide is not known yet; see {@link Rule.judgedAtUp}. */
export class NotKnownYet extends Error {
  /** Where it stands, such as `spec.template`. */
  readonly what: string;

  constructor(what: string) {
    super(`${what} is not known yet`);
    this.name = "NotKnownYet";
    this.what = what;
  }
}

/** What is wrong, as the rest of a sentence that begins with the resource. */
export type Report = (message: string, resource?: Resource) => void;

/** The values of a rule's parameters, defaults filled in. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Something that can be set, as JSON Schema. */
export interface Parameter {
  readonly type: "string" | "number" | "integer" | "boolean" | "array";
  /** With which the rule runs where nothing is set. */
  readonly default: unknown;
  readonly description: string;
  readonly [keyword: string]: unknown;
}

interface Common {
  /** Unique, in kebab case; also its file's name. */
  readonly name: string;
  readonly threat: Threat;
  /** Mandatory where data or access is at risk. */
  readonly level: "mandatory" | "advisory";
  /** What has to hold, in a sentence. */
  readonly description: string;
  /** What to do where it does not hold, in a sentence. */
  readonly remedy: string;
  /** What can be set. */
  readonly parameters?: Readonly<Record<string, Parameter>>;
  /**
   * Why it may wait for `pulumi up`, where a first preview cannot know what it needs. Without it, what is not known yet
   * is a violation.
   */
  readonly judgedAtUp?: string;
}

/** Looks at resources one by one. */
export interface ResourceRule extends Common {
  /** The types that it looks at; `*` for all. */
  readonly types: readonly string[];
  readonly check: (resource: Resource, report: Report, parameters: Parameters) => void;
}

/** Looks at all resources of a stack together. */
export interface StackRule extends Common {
  readonly checkStack: (resources: readonly Resource[], report: Report, parameters: Parameters) => void;
}

export type Rule = ResourceRule | StackRule;

/** Whether a rule looks at resources of a type. */
export const looksAt = ({ types }: ResourceRule, type: string): boolean => types.includes("*") || types.includes(type);

/** The values with which a rule runs where nothing is configured. */
export const defaultsOf = ({ parameters = {} }: Rule): Parameters =>
  Object.fromEntries(Object.entries(parameters).map(([name, schema]) => [name, schema.default]));
