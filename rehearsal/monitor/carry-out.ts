import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { storagedb } from "../../storagedb/package";
import { Provider, type ProviderPackage } from "../../storagedb/provider";
import { decode, encode } from "../../storagedb/wire";
import type { EmbeddedDatabase } from "../embedded";
import { postgresqlStandIn } from "../postgresql/package";
import { computedOutputs } from "./computed-outputs";
import { type CarryOut, type Made, onlyRecorded } from "./monitor";
import { randomResources } from "./random-resources";

/** Who wants to know. */
export interface Listener {
  readonly say: (said: Said) => void;
  /** Each secret that was made, in each of its forms, so that it can be looked for in what is written. */
  readonly keepSecret: (secret: string) => void;
}

export interface Said {
  readonly severity: "info" | "warning";
  readonly message: string;
}

const packages: Readonly<Record<string, ProviderPackage>> = { storagedb, postgresql: postgresqlStandIn };
const providerPrefix = "pulumi:providers:";

/**
 * Carries out, on the embedded database, the resources that live in a database: with the same providers as the plugins
 * serve, from their check of the inputs on. What is random is made. Everything else is left to be recorded.
 *
 * @param noDefaults packages whose default provider the stack file forbids (`pulumi:disable-default-providers`)
 */
export function carryOutOn(
  database: EmbeddedDatabase,
  noDefaults: readonly string[],
  { say, keepSecret }: Listener,
): CarryOut {
  const providers = new Map<string, Provider>();
  /** What each provider was given, by the reference that its resources have. */
  const given = new Map<string, Readonly<Record<string, unknown>>>();

  async function makeProvider(request: RegisterResourceRequest, urn: string): Promise<Made | undefined> {
    const ready = packages[request.getType().slice(providerPrefix.length)];
    const config = decode(request.getObject());
    if (ready === undefined) {
      const made = onlyRecorded(request, urn);
      given.set(`${urn}::${made.id}`, config.values);
      return made;
    }
    const provider = new Provider({ ...ready, connect: () => database }, (severity, message) => {
      say({ severity, message });
    });
    refuse(provider.checkConfig(config));
    await database.signInAs(String(config.values["username"]));
    provider.configure(config);
    const id = `rehearsed-${request.getName()}`;
    providers.set(`${urn}::${id}`, provider);
    return { id, outputs: request.getObject()?.toJavaScript() as Record<string, JavaScriptValue> };
  }

  return async (request, urn) => {
    const type = request.getType();
    if (!request.getCustom()) return undefined;
    if (type.startsWith(providerPrefix)) return makeProvider(request, urn);
    const [name = ""] = type.split(":");
    if (request.getProvider() === "" && (noDefaults.includes("*") || noDefaults.includes(name))) {
      throw new Error(`has no provider of its own, and the stack file forbids the default one of ${name}`);
    }
    const inputs = decode(request.getObject());
    const random = randomResources[type]?.(inputs.values);
    if (random !== undefined) {
      random.forms.forEach(keepSecret);
      return { id: random.id, outputs: wire(random.state, random.secrets) };
    }
    if (packages[name] === undefined) {
      const about = { name: request.getName(), urn, provider: given.get(request.getProvider()) ?? {} };
      return onlyRecorded(request, urn, computedOutputs[type]?.(inputs.values, about));
    }
    const provider = providers.get(request.getProvider());
    if (provider === undefined) throw new Error(`has no provider of its own, so nobody knows its database`);
    const { derived, failures } = await provider.check(type, inputs);
    refuse(failures);
    if (needsService(packages[name], type)) return undefined;
    const checked = { ...inputs, values: { ...inputs.values, ...derived } };
    const { id, state, secrets } = await provider.create(type, urn, checked, false);
    return { id, outputs: wire(state, [...secrets, ...request.getAdditionalsecretoutputsList()]) };
  };
}

/** Whether it is done through the storage service, which does not run here: then its inputs are all that is tried. */
function needsService({ resources }: ProviderPackage, type: string): boolean {
  return resources.some(({ name, needsService }) => needsService === true && type.endsWith(`:${name}`));
}

const wire = (state: object, secrets: readonly string[]): Record<string, JavaScriptValue> =>
  encode(state, secrets).toJavaScript() as Record<string, JavaScriptValue>;

function refuse(failures: readonly { readonly property: string; readonly reason: string }[]): void {
  if (failures.length === 0) return;
  throw new Error(failures.map(({ property, reason }) => `${property} ${reason}`).join("; "));
}
