import { parseArgs } from "node:util";
import { type ImageReference, parseImage } from "../../components/image-reference";

export const help = `Compares the storage service's migrations in a stack's database with those that an image of it brings: what its first
start would apply, and whether it is older than the database. Changes nothing.

  npm run ops -- upgrade-check --stack prod [--image supabase/storage-api:v1.77.0] [--json]

--stack        the stack, by the name of its file Pulumi.<stack>.yaml
--image        the image (default: images.storage of the stack file)
--json         prints one JSON object instead of text
--pull-secret  on kubernetes, a Secret of the namespace with the password of the image's registry; may be repeated
--help         prints this

The connection to the database is the stack file's; its password is taken from the environment variable PGPASSWORD. The
image is asked by a short-lived container without network, on Docker or as a pod in the stack's namespace.

Exit status: 0; 1 where the image must not be used or something failed, with the reason last; 2 for a wrong option; 130
when interrupted.`;

export interface Options {
  readonly stack: string;
  readonly image?: ImageReference;
  readonly json: boolean;
  readonly pullSecrets: readonly string[];
}

/** Undefined where only help is wanted. */
export function readOptions(args: readonly string[]): Options | undefined {
  const known = {
    stack: { type: "string" },
    image: { type: "string" },
    json: { type: "boolean", default: false },
    "pull-secret": { type: "string", multiple: true, default: [] as string[] },
    help: { type: "boolean", default: false },
  } as const;
  const {
    stack,
    image,
    json,
    help,
    "pull-secret": pullSecrets,
  } = parseArgs({ args: [...args], options: known }).values;
  if (help) return undefined;
  if (stack === undefined) throw new Error("Which stack? Name it with --stack.");
  return { stack, json, pullSecrets, ...(image === undefined ? {} : { image: imageOf(image) }) };
}

function imageOf(text: string): ImageReference {
  const parsed = parseImage(text);
  if ("problem" in parsed) throw new Error(`--image ${text} ${parsed.problem}.`);
  return parsed.value;
}
