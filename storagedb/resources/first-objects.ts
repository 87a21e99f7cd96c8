import { z } from "zod";
import { Refusal } from "../refusal";
import type { ResourceType, Tell } from "../resource";

const inputs = z.strictObject({
  bucketId: z.string().min(1),
  digest: z.string().min(1),
  files: z.int().positive(),
  url: z.string().min(1),
  folder: z.string().min(1),
  token: z.string().min(1),
});

/**
 * Files that become objects of a bucket, once the storage service runs. The folder is where it is on this machine, and
 * the token that of this moment: on another machine, or after a rotation of keys, nothing has to be uploaded again.
 */
export type FirstObjectsInputs = z.infer<typeof inputs>;

/** An upload, and the memory of it. What becomes of the objects afterwards is nobody's drift, and they are never deleted. */
export const firstObjects: ResourceType<FirstObjectsInputs> = {
  name: "FirstObjects",
  inputs,
  immutable: ["bucketId"],
  transient: ["folder", "token"],
  remembered: true,
  needsService: true,
  idOf: ({ bucketId }) => bucketId,
  parseId: (bucketId) => ({ bucketId }),
  read: (_session, _identity, known) => Promise.resolve(known),
  create: (_session, wanted, tell, signal) => upload(wanted, tell, signal),
  update: (_session, wanted, _old, tell, signal) => upload(wanted, tell, signal),
  delete: () => Promise.resolve(),
};

async function upload(wanted: FirstObjectsInputs, tell: Tell, signal?: AbortSignal): Promise<FirstObjectsInputs> {
  // Most programs upload nothing, and none of them has to wait for the libraries.
  const [{ digestOf, readFolder }, { sentenceOf, someOf }, { uploadObjects }, { progressOf, sumOf }] =
    await Promise.all([
      import("../objects/folder"),
      import("../objects/names"),
      import("../objects/upload"),
      import("../objects/words"),
    ]);
  const { bucketId: bucket, url, token } = wanted;
  const { entries, problems } = await readFolder(wanted.folder);
  if (problems.length > 0) throw new Refusal(problems.map(sentenceOf).join("\n"));
  if (digestOf(entries) !== wanted.digest) {
    throw new Refusal(`${wanted.folder} changed while "pulumi up" was running, so nothing was uploaded; run it again`);
  }
  let told = Date.now();
  const result = await uploadObjects({
    ...{ url, token, bucket, entries, signal },
    onProgress: (progress) => {
      if (Date.now() - told < interval) return;
      told = Date.now();
      tell("info", progressOf(bucket, progress));
    },
  });
  const { kept, failed, notTried } = result;
  if (kept.length > 0) {
    tell(
      "warning",
      `bucket "${bucket}" has objects that were not put there by this program, which leaves them as they are: ${someOf(kept)}`,
    );
  }
  if (failed.length === 0 && notTried.length === 0) {
    tell("info", sumOf(bucket, result));
    return wanted;
  }
  const reasons = failed.slice(0, most).map(({ name, reason }) => `object "${name}": ${reason}`);
  const more = failed.length > most ? [`and ${failed.length - most} more objects`] : [];
  throw new Refusal(
    [sumOf(bucket, result), ...reasons, ...more, '"pulumi up" goes on with what is missing.'].join("\n"),
  );
}

/** Reasons that are shown. */
const most = 20;
/** Between two reports, in milliseconds. */
const interval = 5000;
