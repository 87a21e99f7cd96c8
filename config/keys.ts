import { z } from "zod";
import { generationName, generationPattern } from "../components/service-keys/args";
import { text } from "./fields";

const generation = () => text(generationPattern, generationName);

const generations = (what: string) =>
  z
    .strictObject({
      sign: generation().default("first").describe(`The name of the key that signs ${what}; any name you like.`),
      accept: z
        .array(generation())
        .optional()
        .describe(
          `The keys with which ${what} are accepted. To rotate, add a name here, then switch sign to it, then retire the old one, with a pulumi up after each: docs/rotation.md. Default: only sign.`,
        ),
    })
    .transform(({ sign, accept }) => ({ sign, accept: accept ?? [sign] }));

/** `alfred-storage:keys` */
export const keys = z.strictObject({
  tokens: generations("tokens").prefault({}).describe("The keys that sign tokens, such as the anon key."),
  urls: generations("URLs").prefault({}).describe("The keys that sign URLs of objects."),
  passwords: generation()
    .default("first")
    .describe("A name for all passwords that the program makes; another name makes new ones: docs/rotation.md."),
});
