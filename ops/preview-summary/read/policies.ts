import { z } from "zod";
import { Failure } from "../../../cluster/failure";
import { nameOf, type Violation } from "../preview";

const schema = z.array(
  z.object({ policy: z.string(), level: z.string(), resource: z.string().nullish(), message: z.string() }),
);

/** What the rehearsal writes as `out/<stack>/policies.json`. */
export function readPolicies(text: string, file: string): Violation[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure(`${file} is not JSON.`);
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new Failure(`${file} has no verdicts of policies:\n${z.prettifyError(read.error)}`);
  return read.data.map(({ policy, level, message, resource }) => ({
    ...{ policy, level, message },
    ...(resource ? { resource: nameOf(resource) || resource } : {}),
  }));
}
