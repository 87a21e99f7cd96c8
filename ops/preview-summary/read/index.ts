import { z } from "zod";
import { Failure } from "../../../cluster/failure";
import type { Preview } from "../preview";
import { digestSchema, fromDigest } from "./digest";
import { eventSchema, fromEvents } from "./stream";

/** Reads what a preview printed, in either of its forms. A Failure says what else it was. */
export function readPreview(text: string): Preview {
  const trimmed = text.trim();
  if (trimmed === "") {
    throw new Failure(
      "There is no preview: the input is empty. Pulumi ended before it began, and said why on its standard error.",
    );
  }
  const whole = parsed(trimmed);
  if (whole !== undefined && !isEvent(whole)) return fromDigest(checked(digestSchema, whole, "The preview"));
  const lines = trimmed.split("\n");
  return fromEvents(
    lines.flatMap((line, index) => {
      const event = parsed(line);
      // An engine that was killed leaves its last line unfinished; then there is no summary, and it counts as failed.
      if (event === undefined && index === lines.length - 1 && index > 0) return [];
      if (event === undefined) {
        throw new Failure(
          `The input is no preview: line ${index + 1} is not JSON. Give what pulumi preview --json printed.`,
        );
      }
      return [checked(eventSchema, event, `The event in line ${index + 1}`)];
    }),
  );
}

const isEvent = (value: unknown): boolean => typeof value === "object" && value !== null && "sequence" in value;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Failure(`${what} is not in the form that pulumi preview --json has:\n${z.prettifyError(read.error)}`);
}
