import { z } from "zod";
import { imagePattern, parseImage } from "../components/image-reference";
import { bytesPattern, cpuPattern, parseBytes, parseCpu, type Parsed } from "../components/units";

/** What an editor is told about a field instead of, or beside, what its schema says by itself. */
export const forEditors = z.registry<{ readonly keywords: () => Readonly<Record<string, unknown>> }>();

/** A text of one line; `what` continues "is not …". */
export function text(pattern: RegExp, what: string) {
  const schema = z.string().refine((value) => pattern.test(value), { error: `is not ${what}`, abort: true });
  return schema.register(forEditors, { keywords: () => ({ pattern: pattern.source }) });
}

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

/** The message for a wrong value; a missing one keeps the general message. */
export function whereWritten(message: string) {
  return (issue: { readonly input?: unknown }) => (issue.input === undefined ? undefined : message);
}

/** A size such as `50MiB`. A new schema each time, because the editor's notes belong to the schema. */
export const size = () => parsed(parseBytes, bytesPattern, "a size such as 50MiB", ["50MiB", "1GiB"]);

/** A CPU share such as `500m`. */
export const cpuShare = () => parsed(parseCpu, cpuPattern, "a CPU share such as 0.5 or 500m", ["500m", "2"]);

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

/** A TCP port. */
export function port() {
  const error = whereWritten("is not a port; a whole number from 1 to 65535 is allowed");
  return z.int({ error }).min(1, { error }).max(65535, { error });
}

/** Names of the network: `localhost`, `db-postgres.alfred-platform.svc`, `127.0.0.1`, `::1`. */
export const host = () =>
  text(
    /^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/,
    "a host name or an IP address; write it without a scheme, a user and a port",
  );
