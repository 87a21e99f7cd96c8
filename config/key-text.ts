import type { Issue } from "../components/issue";

/** The project's namespace in stack files, as `name` in Pulumi.yaml. */
export const namespace = "alfred-storage";

/** A path as a person reads it: `alfred-storage:buckets[2].fileSizeLimit`. */
export function keyText(path: Issue["path"], root = `${namespace}:`): string {
  const [first = "", ...rest] = path;
  return root + String(first) + rest.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
}

/** The command that asks for a secret and encrypts it into the stack file. */
export function setSecret(...path: Issue["path"]): string {
  return `pulumi config set --secret --path '${keyText(path)}'`;
}
