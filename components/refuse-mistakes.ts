import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "./issue";

/** Ends the program where an argument of a component is wrong, with all that is, before anything is registered. */
export function refuseMistakes(issues: readonly Issue[]): void {
  const mistakes = issues.filter(({ severity }) => severity === "error");
  if (mistakes.length === 0) return;
  const sentences = mistakes.map(
    ({ path, message, remedy }) => `${path.join(".")} ${message}${remedy === undefined ? "" : `; ${remedy}`}`,
  );
  throw new pulumi.RunError(sentences.join("\n"));
}
