import { z } from "zod";
import type { BucketArgs, PolicyArgs } from "../components/bucket-set/args";
import { idPattern, mimePattern } from "../components/bucket-set/names";
import { type Action, verbs, verbsOfAction } from "../storagedb/access/vocabulary";
import { conditions } from "./condition";
import { forEditors, seedSpelling, size, text, whereWritten } from "./fields";

const actions = Object.keys(verbsOfAction) as [Action, ...Action[]];

const policyForm = z.strictObject({
  name: z.string().describe("Unique in the bucket."),
  roles: z
    .array(z.string())
    .describe("The database roles it is for: anon, authenticated, service_role, or another that exists."),
  verbs: z
    .array(z.enum([...verbs, ...actions]))
    .optional()
    .describe("What they may do: list, download, upload, overwrite, remove."),
  actions: z
    .array(z.enum(actions))
    .optional()
    .describe(
      "The seed's words for verbs: select (list and download), insert (upload), update (overwrite), delete (remove).",
    ),
  condition: conditions.optional().describe("With which objects; a list where all must hold. Default: every object."),
  resources: z
    .array(z.literal("objects", { error: whereWritten("is not known; policies are about objects") }))
    .optional()
    .describe("The seed's key; only [objects] is possible."),
});

const policy = policyForm.transform((written, context): PolicyArgs => {
  if (written.verbs !== undefined && written.actions !== undefined) {
    const message = "is given beside verbs; write all of them under one of the two";
    context.issues.push({ code: "custom", path: ["actions"], message, input: written.actions });
  }
  if (written.verbs === undefined && written.actions === undefined) {
    context.issues.push({ code: "custom", path: ["verbs"], message: "is missing", input: undefined });
  }
  const words = written.verbs ?? written.actions ?? [];
  const meant = words.flatMap((word) =>
    word in verbsOfAction ? verbsOfAction[word as Action] : [word as (typeof verbs)[number]],
  );
  const { name, roles } = written;
  return { name, roles, verbs: verbs.filter((verb) => meant.includes(verb)), conditions: written.condition ?? [] };
});

const mimeTypes = z.array(z.string().register(forEditors, { keywords: () => ({ pattern: mimePattern.source }) }));

const firstObjects = z.strictObject({
  folder: text(
    /^(\.\/)?(?!\.{1,2}(\/|$))[^/\\\x00-\x1f\x7f]+(\/(?!\.{1,2}(\/|$))[^/\\\x00-\x1f\x7f]+)*\/?$/,
    "a folder of the project such as objects/user-uploads, without .. and not from the root on",
  ).describe("The folder whose files become objects, each under its path there; relative to the project's folder."),
  onUp: z
    .boolean()
    .default(false)
    .describe("Whether pulumi up uploads them once the service is healthy. Else do: npm run ops -- objects upload."),
});

const bucketForm = z.strictObject({
  id: z
    .string()
    .register(forEditors, { keywords: () => ({ pattern: idPattern.source }) })
    .describe("What URLs use, by the rules of S3 bucket names. Another id is another bucket."),
  name: z.string().optional().describe("What people see; unique. Default: the id."),
  public: z
    .boolean()
    .default(false)
    .describe("Whether anyone may download its objects without a token, past every policy."),
  fileSizeLimit: size().optional().describe("The largest object. Default: only service.uploadLimit holds."),
  file_size_limit: size().optional().describe(seedSpelling("fileSizeLimit")),
  allowedMimeTypes: mimeTypes
    .optional()
    .describe("The types that objects may have: type/subtype or type/*. Default: every type."),
  allowed_mime_types: mimeTypes.optional().describe(seedSpelling("allowedMimeTypes")),
  onRemoval: z
    .enum(["refuse", "retain"])
    .default("refuse")
    .describe("When the bucket is taken out of this file while it holds objects: refuse to, or retain it in place."),
  firstObjects: firstObjects.optional().describe("The objects with which the bucket begins."),
  policies: z.array(policy).default([]).describe("Who may do what; what one policy permits is permitted."),
});

/** A bucket, and what it begins with. */
interface Bucket {
  readonly args: BucketArgs;
  readonly firstObjects?: z.output<typeof firstObjects>;
}

const bucket = bucketForm.transform((written, context): Bucket => {
  for (const [key, seed] of [
    ["fileSizeLimit", "file_size_limit"],
    ["allowedMimeTypes", "allowed_mime_types"],
  ] as const) {
    if (written[key] === undefined || written[seed] === undefined) continue;
    const message = `is given beside ${key}; write one of the two`;
    context.issues.push({ code: "custom", path: [seed], message, input: written[seed] });
  }
  const fileSizeLimit = written.fileSizeLimit ?? written.file_size_limit;
  const allowedMimeTypes = written.allowedMimeTypes ?? written.allowed_mime_types;
  const args = {
    id: written.id,
    name: written.name ?? written.id,
    public: written.public,
    ...(fileSizeLimit === undefined ? {} : { fileSizeLimit }),
    ...(allowedMimeTypes === undefined ? {} : { allowedMimeTypes }),
    onRemoval: written.onRemoval,
    policies: written.policies,
  };
  return { args, ...(written.firstObjects === undefined ? {} : { firstObjects: written.firstObjects }) };
});

/** `alfred-storage:buckets` */
export const buckets = z.array(bucket);
