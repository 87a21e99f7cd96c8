import type { Change, Preview } from "./preview";
import type { HeldObjects } from "./held-objects";

/** From what cannot be undone to what nobody notices; also the order in which they are told. */
export const risks = ["data loss", "access widened", "security", "downtime", "harmless"] as const;
export type Risk = (typeof risks)[number];

/** What a change means, in a sentence of Markdown that names the thing. */
export interface Finding {
  readonly risk: Risk;
  readonly text: string;
}

/** What a rule may look at besides the change itself. */
export interface Context {
  readonly preview: Preview;
  /** What the database was asked about buckets that would be removed. */
  readonly held: HeldObjects;
}

/** What changes of some type of resource mean. No finding at all means that there is nothing to say. */
export type Rule = (change: Change, context: Context) => readonly Finding[];

/** One finding. */
export const say = (risk: Risk, text: string): readonly Finding[] => [{ risk, text }];

/** One finding, or none. */
export const sayIf = (holds: boolean, risk: Risk, text: string): readonly Finding[] => (holds ? say(risk, text) : []);

/** Another resource's change, by its type and name. */
export const changeOf = ({ preview }: Context, type: string, name: string): Change | undefined =>
  preview.changes.find((change) => change.type === type && change.name === name);

/** Whether a change touches a property or part of it. */
export const touches = ({ paths }: Change, ...properties: readonly string[]): boolean =>
  paths.some((path) =>
    properties.some(
      (property) => path === property || (/^[.[]/.test(path.slice(property.length)) && path.startsWith(property)),
    ),
  );
