import * as pulumi from "@pulumi/pulumi";
import { formatIssues, readSettings } from "./config";

/** The entry: reads what the stack file says and runs the platform that it names. */
export async function main(): Promise<object> {
  const stackFile = `Pulumi.${pulumi.getStack()}.yaml`;
  const { settings, issues } = await readSettings(pulumi.runtime.allConfig(), stackFile);
  if (settings === undefined) throw new pulumi.RunError(formatIssues(issues));
  if (issues.length > 0) await pulumi.log.warn(formatIssues(issues));
  const platform =
    settings.platform === "docker" ? await import("./stacks/docker") : await import("./stacks/kubernetes");
  return platform.run(settings);
}
