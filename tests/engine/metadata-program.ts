import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { DatabaseConnection } from "../../components/storage-database/connection";
import { formatIssues, readSettings } from "../../config";
import { metadata } from "../../stacks/metadata";

/** What the project's own program makes in the database, alone: without a container, for a database that is given. */
export async function main(): Promise<object> {
  const { settings, issues } = await readSettings(pulumi.runtime.allConfig(), `Pulumi.${pulumi.getStack()}.yaml`);
  if (settings === undefined) throw new pulumi.RunError(formatIssues(issues));
  for (const issue of issues.filter(({ severity }) => severity === "warning"))
    await pulumi.log.warn(formatIssues([issue]).replace(/^warning: /, ""));
  const connection = new DatabaseConnection("database-connection", settings.database);
  return { buckets: metadata(settings, connection, new random.Provider("random")).buckets.ids };
}
