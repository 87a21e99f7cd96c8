import { createHash } from "node:crypto";
import { z } from "zod";
import { Failure } from "../../cluster/failure";
import { canonical } from "../../storagedb/resource";
import type { Preview } from "./preview";

const operation = z.strictObject({
  operation: z.string(),
  urn: z.string(),
  /** The properties that differ. */
  paths: z.array(z.string()),
  /** Of what the resource would be; values themselves are nobody's business who reads it. */
  fingerprint: z.string(),
});

const schema = z.strictObject({
  version: z.literal(1),
  stack: z.string(),
  operations: z.array(operation),
});

/** What somebody agrees to: the operations of a preview, to be compared with those of a later one. */
export type Approval = z.infer<typeof schema>;
export type ApprovedOperation = z.infer<typeof operation>;

export function approvalOf(preview: Preview, stack: string): Approval {
  const operations = preview.changes.map((change) => ({
    operation: change.operation,
    urn: change.urn,
    paths: [...change.paths].sort(),
    fingerprint: createHash("sha256")
      .update(canonical(change.new?.inputs ?? null))
      .digest("hex")
      .slice(0, 16),
  }));
  return { version: 1, stack, operations };
}

/** Reads what {@link approvalOf} made. A Failure says what is wrong with it. */
export function readApproval(text: string, file: string): Approval {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure(`${file} is not JSON. Give the file that preview-summary --approval wrote.`);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Failure(`${file} is not what preview-summary --approval writes:\n${z.prettifyError(read.error)}`);
}
