import { z } from "zod";
import { forEditors } from "./fields";

/** What is also a label's key and value in Kubernetes; Docker takes almost anything. */
const key = /^(?=.{1,63}$)[a-z0-9]([a-z0-9._-]*[a-z0-9])?(\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)?$/;
const value = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const own = "alfred-storage.";

/** `alfred-storage:labels` */
export const labels = z
  .record(z.string(), z.unknown())
  .transform((written, context): Record<string, string> => {
    const entries = Object.entries(written);
    for (const [name, text] of entries) {
      const problems = [keyProblem(name), valueProblem(text)].filter((problem) => problem !== undefined);
      for (const message of problems) context.issues.push({ code: "custom", path: [name], message, input: text });
    }
    return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
  })
  .register(forEditors, {
    keywords: () => ({
      propertyNames: { pattern: key.source },
      additionalProperties: { type: "string", pattern: value.source },
    }),
  });

function keyProblem(name: string): string | undefined {
  if (name.startsWith(own)) return `begins with ${own}, which the program keeps for its own labels; choose another key`;
  if (key.test(name)) return undefined;
  return "is not a label's key; 1 to 63 of a-z, 0-9, '.', '_' and '-' are allowed, one '/' among them, and a letter or a digit first and last";
}

function valueProblem(text: unknown): string | undefined {
  if (typeof text !== "string") return "has a value that is not text; put it in quotes";
  if (value.test(text)) return undefined;
  return "has a value that no label can have; at most 63 letters, digits, '-', '_' and '.' are allowed, and a letter or a digit first and last";
}
