import * as pulumi from "@pulumi/pulumi";
import { formatIssues, readSettings } from "./config";

/** The entry: reads what the stack file says and runs the platform that it names. */
export async function main(): Promise<object> {
  const stackFile = `Pulumi.${pulumi.getStack()}.yaml`;
  const { settings, issues } = await readSettings(pulumi.runtime.allConfig(), stackFile);
  if (settings === undefined) throw new pulumi.RunError(formatIssues(issues));
  // Notes are for whoever edits the file: "npm run check" prints them.
  for (const issue of issues.filter(({ severity }) => severity === "warning"))
    await pulumi.log.warn(formatIssues([issue]).replace(/^warning: /, ""));
  const platform =
    settings.platform === "docker" ? await import("./stacks/docker") : await import("./stacks/kubernetes");
  return platform.run(settings);
}
