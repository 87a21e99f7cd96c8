import { checkBuckets } from "../../components/bucket-set/args";
import type { Issue } from "../../components/issue";
import type { Bytes } from "../../components/units";
import type { Usable } from "../parse";
import { awsIssues } from "./aws";
import { backendIssues } from "./backend";
import { backupIssues } from "./backup";
import { databaseIssues } from "./database";
import { dockerIssues } from "./docker";
import { kubernetesIssues } from "./kubernetes";
import { listIssues } from "./lists";
import { scaleIssues } from "./scale";
import { serviceIssues } from "./service";

/** The rules between fields and between components. Paths are those of the stack file, below the namespace. */
export async function ruleIssues(config: Usable): Promise<Issue[]> {
  // Where the limit itself could not be read, no bucket is above it.
  const uploadLimit = config.service?.uploadLimit ?? (Number.MAX_SAFE_INTEGER as Bytes);
  const args = (config.buckets ?? []).map((bucket) => bucket.args);
  const buckets = await checkBuckets(args, { uploadLimit });
  return [
    ...databaseIssues(config),
    ...backendIssues(config),
    ...awsIssues(config),
    ...scaleIssues(config),
    ...serviceIssues(config),
    ...dockerIssues(config),
    ...kubernetesIssues(config),
    ...backupIssues(config),
    ...listIssues(config),
    ...buckets.map((issue) => ({ ...issue, path: ["buckets", ...issue.path] })),
  ];
}
