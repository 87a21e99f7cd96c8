import type { z } from "zod";
import type { Session } from "./database";

/** Says something to the person at the keyboard; it never holds a secret. */
export type Tell = (severity: "info" | "warning", message: string) => void;

/** Looks something up in the database, in a transaction. */
export type Ask = <Result>(work: (session: Session) => Promise<Result>) => Promise<Result>;

/** Properties by name, of a type that only the resource itself knows. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * One kind of thing that `storagedb` looks after. Plain functions over one connection, so that the provider plugin and
 * the rehearsal run the same code; each is called inside a transaction of its own.
 *
 * A state holds the inputs as they were found in the database, and what else was found. So a difference between a
 * state and new inputs is what an update has to change, whether a person edited the program or the database.
 */
export interface ResourceType<Inputs extends Values = Values, State extends Inputs = Inputs> {
  /** The type's name in the package schema. */
  readonly name: string;
  readonly inputs: z.ZodObject & z.ZodType<Inputs>;
  /** Inputs that cannot change in place. */
  readonly immutable: readonly (keyof Inputs & string)[];
  /** Inputs that say how to get something done and not what: a changed one alone changes nothing. */
  readonly transient?: readonly (keyof Inputs & string)[];
  /** The identity by which an existing thing is imported. */
  idOf(inputs: Inputs): string;
  /** The inputs that an identity stands for; throws where it does not have the right form. */
  parseId(id: string): Partial<Inputs>;
  /** Problems that the schema of the inputs cannot see, as sentences by property. */
  check?(inputs: Inputs): Promise<Partial<Record<keyof Inputs & string, string>>>;
  /**
   * What is refused about a change, by property: before anything of the program is carried out, in previews too. It may
   * look into the database, which may not be there.
   */
  guard?(old: State, wanted: Inputs, ask: Ask): Promise<{ readonly property: string; readonly reason: string }[]>;
  /** Kept in the state alone: no database is needed for it, and its functions get no session that works. */
  readonly remembered?: true;
  /** Works through the running storage service, which a rehearsal does not have. */
  readonly needsService?: true;
  /** Values that the program does not give but the state must remember, such as a checksum of our own SQL. */
  derive?(): Partial<Inputs>;
  /**
   * What is there now; undefined where it is not. What is known already, a state or only the inputs, says what is
   * looked after, and helps to tell a real difference from a spelling.
   */
  read(session: Session, identity: Partial<Inputs>, known?: Inputs & Partial<State>): Promise<State | undefined>;
  /** Makes it, or adopts what is there. The signal says that the person wants it broken off. */
  create(session: Session, inputs: Inputs, tell: Tell, signal?: AbortSignal): Promise<State>;
  update(session: Session, inputs: Inputs, old: State, tell: Tell, signal?: AbortSignal): Promise<State>;
  delete(session: Session, state: State): Promise<void>;
  /** Properties of the state that differ from what was applied, other than the inputs: somebody changed the database. */
  drift?(state: State): readonly string[];
  /** What a person should know about what was found, though nothing of ours has to change. */
  warnings?(state: State): readonly string[];
}

/** The inputs in which a state differs from what is wanted, by name. */
export function changedInputs(
  { inputs, transient = [] }: Pick<ResourceType, "inputs" | "transient">,
  wanted: Values,
  state: Values,
): string[] {
  const telling = Object.keys(inputs.shape).filter((name) => !transient.includes(name));
  return telling.filter((name) => canonical(wanted[name]) !== canonical(state[name]));
}

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
