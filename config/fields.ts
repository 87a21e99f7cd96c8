import { z } from "zod";
import { imagePattern, parseImage } from "../components/image-reference";
import { bytesPattern, cpuPattern, parseBytes, parseCpu, type Parsed } from "../components/units";

/** What an editor is told about a field instead of, or beside, what its schema says by itself. */
export const forEditors = z.registry<{ readonly keywords: () => Readonly<Record<string, unknown>> }>();

/** A text of one line; `what` continues "is not …". What a pattern cannot say, `valid` does. */
export function text(pattern: RegExp, what: string, valid: (value: string) => boolean = () => true) {
  const error = `is not ${what}`;
  const schema = z.string().refine((value) => pattern.test(value) && valid(value), { error, abort: true });
  return schema.register(forEditors, { keywords: () => ({ pattern: pattern.source }) });
}

/** A URL of the pattern, with a port that there is. */
export const url = (pattern: RegExp, what: string) => text(pattern, what, (value) => URL.canParse(value));

function parsed<T>(read: (written: string | number) => Parsed<T>, pattern: RegExp, what: string, examples: string[]) {
  const schema = z
    .union([z.string(), z.number()], { error: whereWritten(`is not ${what}`) })
    .transform((written, context): T => {
      const result = read(written);
      if ("value" in result) return result.value;
      context.issues.push({ code: "custom", message: result.problem, input: written });
      return z.NEVER;
    });
  return schema.register(forEditors, {
    keywords: () => ({
      anyOf: [
        { type: "string", pattern: pattern.source },
        { type: "number", minimum: 0 },
      ],
      examples,
    }),
  });
}

/** What stands for a secret whose plain text only Pulumi knows. */
export const opaque = "[secret]";

/**
 * A secret, whose plain text is checked where it is known. The stack file holds none in plain text, so the encrypted
 * form is all that an editor has to know. Each is in the list of config/secrets.ts.
 */
export function secret(pattern = /[^]/, problem = "is empty") {
  const schema = z.string().refine((value) => value === opaque || pattern.test(value), { error: problem });
  return schema.register(forEditors, {
    keywords: () => ({
      type: "object",
      properties: { secure: { type: "string" } },
      required: ["secure"],
      additionalProperties: false,
    }),
  });
}

/** The message for a wrong value; a missing one keeps the general message. */
export function whereWritten(message: string) {
  return (issue: { readonly input?: unknown }) => (issue.input === undefined ? undefined : message);
}

/** `false`, where the other form is a map: `true` says nothing that an empty map would not say. */
export function off() {
  const schema = z.boolean().refine((on) => !on, { error: "is neither false nor a map of keys; {} is enough" });
  return schema.register(forEditors, { keywords: () => ({ type: "boolean", const: false }) });
}

/** A size such as `50MiB`. A new schema each time, because the editor's notes belong to the schema. */
export const size = () => parsed(parseBytes, bytesPattern, "a size such as 50MiB", ["50MiB", "1GiB"]);

/** A CPU share such as `500m`. */
export const cpuShare = () => parsed(parseCpu, cpuPattern, "a CPU share such as 0.5 or 500m", ["500m", "2"]);

/** How a CPU share is written, for descriptions. */
export const cpuForms = "cores (0.5, 2) or thousandths of a core (500m)";

/** CPU and memory, with their defaults; `role` says what for. */
export function share(role: string, cpu: string, memory: string) {
  return z.strictObject({
    cpu: cpuShare().prefault(cpu).describe(`CPU ${role}: ${cpuForms}.`),
    memory: size().prefault(memory).describe(`Memory ${role}, such as ${memory}.`),
  });
}

/** A container image such as `supabase/storage-api:v1.74.0`. */
export function image(tag: string) {
  const schema = z.string().transform((written, context) => {
    const result = parseImage(written);
    if ("value" in result) return result.value;
    context.issues.push({ code: "custom", message: result.problem, input: written });
    return z.NEVER;
  });
  return schema.register(forEditors, { keywords: () => ({ pattern: imagePattern.source }) }).prefault(tag);
}

/** The ports that the program publishes on 127.0.0.1, where nothing else is written. */
export const standardPorts = { service: 5000, admin: 5001, database: 5432, tunnel: 15432, pool: 6543 } as const;

/** A TCP port. */
export function port() {
  const error = whereWritten("is not a port; a whole number from 1 to 65535 is allowed");
  return z.int({ error }).min(1, { error }).max(65535, { error });
}

/** A whole number of things, from 1. */
export function count(things: string) {
  const error = whereWritten(`is not a number of ${things}; a whole number from 1 is allowed`);
  return z.int({ error }).min(1, { error });
}

/** Names of the network: `localhost`, `db-postgres.alfred-platform.svc`, `127.0.0.1`, `::1`. */
export const host = () =>
  text(
    /^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/,
    "a host name or an IP address; write it without a scheme, a user and a port",
  );

/** Folders and files from the root on; neither `.` nor `..` is one, and no slash stands at the end. */
export const absoluteFolder = () =>
  text(
    /^(\/(?!\.{1,2}(\/|$))[^/\x00-\x1f\x7f]+)+$/,
    "an absolute path such as /srv/alfred-storage, without . and .. and without a slash at its end",
  );

export const seedSpelling = (key: string): string => `The seed's spelling of ${key}.`;
