import type { z } from "zod";
import type { ConnectionArgs, Database, Session } from "./database";
import { type Difference, differences, inWords } from "./difference";
import { explain, isUnreachable } from "./errors";
import { canonical, type Ask, type ResourceType, type Tell, type Values } from "./resource";
import { type Properties, unknown } from "./wire";

/** A package of resource types over one database, ready to be served. */
export interface ProviderPackage {
  readonly schema: PackageSchema;
  readonly resources: readonly ResourceType[];
  /** The provider's own configuration, as strings, which is how the engine passes it. */
  readonly config: z.ZodObject;
  connection(config: Record<string, unknown>): ConnectionArgs;
  connect(connection: ConnectionArgs): Database;
}

/** The parts of a package schema that the provider itself reads. */
export interface PackageSchema {
  readonly name: string;
  readonly version: string;
  readonly resources: Readonly<Record<string, ResourceSchema>>;
}
interface ResourceSchema {
  readonly properties: Readonly<Record<string, { readonly secret?: boolean }>>;
  readonly inputProperties: Readonly<Record<string, unknown>>;
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

interface Outcome {
  readonly id: string;
  readonly state: Values;
  readonly secrets: readonly string[];
}

type Log = (severity: "info" | "warning", message: string, urn: string) => void;

/** What a provider does, free of the protocol in which it is asked. */
export class Provider {
  readonly #package: ProviderPackage;
  readonly #log: Log;
  readonly #said = new Set<string>();
  readonly #cancelled = new AbortController();
  #connection: ConnectionArgs | undefined;
  #database: Database | undefined;

  constructor(ready: ProviderPackage, log: Log) {
    this.#package = ready;
    this.#log = log;
  }

  checkConfig(config: Properties): CheckFailure[] {
    return failuresOf(this.#package.config, config);
  }

  changedConfig(old: Values, wanted: Values): string[] {
    return Object.keys({ ...old, ...wanted }).filter((key) => canonical(old[key]) !== canonical(wanted[key]));
  }

  /** At a first preview part of the connection may be unknown; then nothing is asked of the database. */
  configure(config: Properties): void {
    if (config.unknowns.size > 0) return;
    this.#connection = this.#package.connection(config.values);
    this.#database = this.#package.connect(this.#connection);
  }

  async check(
    token: string,
    news: Properties,
    olds?: Properties,
  ): Promise<{ derived: object; failures: CheckFailure[] }> {
    const { type } = this.#lookUp(token);
    const failures = failuresOf(type.inputs, news);
    if (failures.length === 0 && news.unknowns.size === 0) {
      const problems = Object.entries((await type.check?.(news.values)) ?? {});
      failures.push(...problems.map(([property, reason]) => ({ property, reason: String(reason) })));
      if (olds !== undefined && Object.keys(olds.values).length > 0) {
        const ask: Ask = (work) => this.#inTransaction(work);
        failures.push(...((await type.guard?.(olds.values, news.values, ask)) ?? []));
      }
    }
    return { derived: type.derive?.() ?? {}, failures };
  }

  diff(token: string, olds: Properties, news: Properties): Difference[] {
    return differences(this.#lookUp(token).type, news.values, olds.values);
  }

  async create(token: string, urn: string, news: Properties, preview: boolean): Promise<Outcome> {
    const { type, computed, secrets } = this.#lookUp(token, news);
    const inputs = news.values;
    if (preview) {
      if (news.unknowns.size === 0) await this.#foresee(type, inputs, secrets, urn);
      const notYet = Object.fromEntries(computed.map((key) => [key, unknown]));
      return { id: "", state: { ...notYet, ...inputs }, secrets };
    }
    const state = await this.#with(type, (session) =>
      type.create(session, inputs, this.#teller(urn), this.#cancelled.signal),
    );
    this.#warn(type, state, urn);
    return { id: type.idOf(inputs), state, secrets };
  }

  async read(
    token: string,
    urn: string,
    id: string,
    known: Properties,
    inputs: Properties,
  ): Promise<(Outcome & { readonly inputs: Values }) | undefined> {
    const { type, secrets } = this.#lookUp(token, known, inputs);
    const imported = Object.keys(known.values).length === 0;
    const state = await this.#with(type, (session) =>
      type.read(session, imported ? type.parseId(id) : known.values, imported ? undefined : known.values),
    );
    if (state === undefined) return undefined;
    this.#warn(type, state, urn);
    const asInputs = Object.keys(type.inputs.shape).map((key) => [key, state[key]] as const);
    return { id: type.idOf(state), state, inputs: Object.fromEntries(asInputs), secrets };
  }

  async update(token: string, urn: string, olds: Properties, news: Properties, preview: boolean): Promise<Outcome> {
    const { type, secrets } = this.#lookUp(token, olds, news);
    const id = type.idOf(olds.values);
    if (preview) return { id, state: { ...olds.values, ...news.values }, secrets };
    const state = await this.#with(type, (session) =>
      type.update(session, news.values, olds.values, this.#teller(urn), this.#cancelled.signal),
    );
    this.#warn(type, state, urn);
    return { id, state, secrets };
  }

  async delete(token: string, _urn: string, state: Properties): Promise<void> {
    const { type } = this.#lookUp(token);
    await this.#with(type, (session) => type.delete(session, state.values));
  }

  async cancel(): Promise<void> {
    this.#cancelled.abort();
    await this.#database?.cancel?.();
  }

  #lookUp(token: string, ...seen: Properties[]) {
    const type = this.#package.resources.find(({ name }) => name === token.split(":").pop());
    const schema = this.#package.schema.resources[token];
    if (type === undefined || schema === undefined) {
      throw new Error(`${this.#package.schema.name} has no resource of type ${token}`);
    }
    const secret = Object.keys(schema.properties).filter((key) => schema.properties[key]?.secret === true);
    return {
      type,
      computed: Object.keys(schema.properties).filter((key) => !(key in schema.inputProperties)),
      secrets: [...new Set([...secret, ...seen.flatMap(({ secrets }) => [...secrets])])],
    };
  }

  #with<Result>(type: ResourceType, work: (session: Session) => Promise<Result>): Promise<Result> {
    return type.remembered === true ? work(noSession) : this.#inTransaction(work);
  }

  async #inTransaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    if (this.#database === undefined || this.#connection === undefined) {
      throw new Error(
        "the connection of the storagedb provider is not known yet, so nothing can be done in the database",
      );
    }
    try {
      return await this.#database.transaction(work);
    } catch (error) {
      throw new Error(explain(error, this.#connection), { cause: error });
    }
  }

  /** At a preview: whether the thing is there already, and what adopting it would change. */
  async #foresee(type: ResourceType, inputs: Values, secrets: readonly string[], urn: string): Promise<void> {
    if (this.#database === undefined || this.#connection === undefined || type.remembered === true) return;
    const tell = this.#teller(urn);
    try {
      const found = await this.#database.transaction((session) => type.read(session, inputs, inputs));
      if (found === undefined) return;
      const changes = differences(type, inputs, found);
      const effect = changes.length === 0 ? "without a change" : `with ${inWords(changes, secrets)}`;
      tell("info", `${type.name} "${type.idOf(inputs)}" exists and will be adopted ${effect}`);
    } catch (error) {
      const consequence = isUnreachable(error)
        ? "The database was not reached, so this preview does not know what exists there"
        : "This preview does not know what exists there";
      tell("warning", `${explain(error, this.#connection)} ${consequence}.`);
    }
  }

  #teller(urn: string): Tell {
    return (severity, message) => {
      // The same fact for each of a thousand resources is one fact.
      if (this.#said.has(message)) return;
      this.#said.add(message);
      this.#log(severity, message, urn);
    };
  }

  #warn(type: ResourceType, state: Values, urn: string): void {
    for (const message of type.warnings?.(state) ?? []) this.#teller(urn)("warning", message);
  }
}

const noSession: Session = {
  query: () => Promise.reject(new Error("what is kept in the state alone has no session")),
};

/** Every problem with some inputs, but for the parts that are not known yet. */
function failuresOf(schema: z.ZodObject, { values, unknowns }: Properties): CheckFailure[] {
  const parsed = schema.safeParse(values);
  if (parsed.success) return [];
  return parsed.error.issues
    .filter(({ path }) => !unknowns.has(String(path[0])))
    .map(({ path, message }) => ({ property: path.map(String).join("."), reason: message }));
}
