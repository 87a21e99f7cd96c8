import type { Message, Preview } from "./preview";
import { typeOf } from "./preview";

/** Whether a preview looked at the real thing: without, it only compared the program with the state. */
export type Reach =
  { readonly answer: "reached" | "not asked" } | { readonly answer: "not reached"; readonly why: string };

/** The sentences of `storagedb/errors.ts` for a database that was not reached, or that lets nobody in. */
const databaseAway =
  /nothing listens on|host name .* (is not known|could not be looked up)|did not answer in time|there is no route to|is starting up or shutting down|did not accept the password|does not let .* in:|asks for the password of|does not offer TLS|The certificate of .* was not accepted|The database was not reached|the connection to .* was lost/i;

/** The Kubernetes provider's. */
const clusterAway =
  /configured Kubernetes cluster is unreachable|unable to load schema information from the API server|failed to read resource state due to unreachable/i;

export const database = (preview: Preview): Reach => {
  const asked = preview.refreshed && has(preview, (type) => type.startsWith("storagedb:"));
  // A resource that would be made is looked for, in case that it is there already.
  const looked = preview.changes.some(
    ({ type, operation }) =>
      type.startsWith("storagedb:") && operation === "create" && !/Location|FirstObjects/.test(type),
  );
  return reach(
    preview.messages.find(({ text }) => databaseAway.test(text)),
    asked || looked,
  );
};

/** Without a refresh nobody can tell: a preview that cannot reach the cluster says so nowhere then, and succeeds. */
export const cluster = (preview: Preview): Reach => {
  const asked = preview.refreshed && has(preview, (type) => type.startsWith("kubernetes:"));
  return reach(
    preview.messages.find(({ text }) => clusterAway.test(text)),
    asked,
  );
};

/** Whether the stack has something in the cluster at all. */
export const usesCluster = (preview: Preview): boolean => has(preview, (type) => type.startsWith("kubernetes:"));
export const usesDatabase = (preview: Preview): boolean => has(preview, (type) => type.startsWith("storagedb:"));

function has({ states, changes }: Preview, wanted: (type: string) => boolean): boolean {
  return [...states.keys()].some((urn) => wanted(typeOf(urn))) || changes.some(({ type }) => wanted(type));
}

function reach(away: Message | undefined, asked: boolean): Reach {
  if (away !== undefined) return { answer: "not reached", why: away.text.split(/\.\s|\n/)[0] ?? "" };
  return { answer: asked ? "reached" : "not asked" };
}
