import type { V1CronJob, V1PodSpec } from "@kubernetes/client-node";
import { dataFolder, planFile } from "../../components/backup-schedule/folders";
import { cronJobName } from "../../components/backup-schedule/names";
import { BatchCluster } from "../../cluster/batch-cluster";
import { isMissing } from "../../cluster/cluster";
import { Failure } from "../../cluster/failure";
import { loadKubeConfig } from "../../cluster/kubeconfig";
import type { RecoveryPointSettings } from "../../config/backup-settings";
import type { Request } from "./command";
import { runJob, standardTimes, type Times } from "./job-on-cluster";

const purpose = {
  page: "docs/recovery.md",
  withoutNamespace: "Before the first pulumi up there is nothing to restore; else correct kubernetes.namespace.",
};

/** Runs a job in a Job of its own, or one for each scope, since each reads another claim. @returns the exit status */
export async function runOnCluster(request: Request, times = standardTimes): Promise<number> {
  const { points, options } = request;
  const { command, scope } = options.job;
  const cluster = await clusterOf(request);
  if (command !== "now") {
    const cronJob = await cronJobOf(cluster, fitting(request), request);
    return runIn(cluster, cronJob, options.args, request, times);
  }
  let status = 0;
  for (const one of scope === undefined ? scopesOf(points) : [scopeIn(points, scope)]) {
    status = Math.max(status, await backUp(cluster, one, request, times));
  }
  return status;
}

/** What the CronJob is for of which a Job for a command is made: whatever looks at files needs their claim. */
function fitting({ points, options: { job } }: Request): string {
  if (job.command === "restore") return scopeIn(points, job.scope ?? "storage");
  if (job.command === "orphans" || job.command === "repair-attributes") return "storage";
  return job.command === "drill" ? "drill" : "prune";
}

/** A scope that fails does not keep the others from theirs. */
async function backUp(cluster: BatchCluster, scope: string, request: Request, times: Times): Promise<number> {
  try {
    const args = ["now", "--scope", scope, ...(request.options.job.json ? ["--json"] : [])];
    return await runIn(cluster, await cronJobOf(cluster, scope, request), args, request, times);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    request.say(`${scope}: ${error.message}`);
    return 1;
  }
}

function runIn(
  cluster: BatchCluster,
  cronJob: V1CronJob,
  args: readonly string[],
  request: Request,
  times: Times,
): Promise<number> {
  const { command, dryRun } = request.options.job;
  const job = { cronJob, args: [...args, "--plan", planFile], onLine: printer(request) };
  const change = (pod: V1PodSpec) => {
    letWrite(pod, "storage");
  };
  const writes = command === "repair-attributes" && !dryRun;
  return runJob(cluster, writes ? { ...job, change } : job, request, request.signal, times);
}

/** The claim of a scope, which a pod that makes recovery points only reads. */
export function letWrite(pod: V1PodSpec, scope: string): void {
  for (const mount of pod.containers.flatMap(({ volumeMounts }) => volumeMounts ?? [])) {
    if (mount.mountPath === dataFolder(scope)) delete mount.readOnly;
  }
}

export async function clusterOf({ stack }: Request): Promise<BatchCluster> {
  const { context, namespace } = stack.settings.kubernetes;
  return new BatchCluster(await loadKubeConfig(context), namespace, purpose);
}

/** @param what a scope, or `prune` or `drill` */
export async function cronJobOf(cluster: BatchCluster, what: string, { stack }: Request): Promise<V1CronJob> {
  const name = cronJobName(what);
  try {
    return await cluster.readCronJob(name);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Failure(
      `There is no CronJob ${name} in namespace ${cluster.namespace}. Make it with: pulumi up --stack ${stack.name}`,
    );
  }
}

/** In the order in which they are taken. */
export const scopesOf = ({ wholeDatabase, volumes }: RecoveryPointSettings): string[] => [
  "storage",
  ...(wholeDatabase ? ["database"] : []),
  ...volumes.filter(({ method }) => method === "files").map(({ name }) => name),
];

export function scopeIn(points: RecoveryPointSettings, scope: string): string {
  const scopes = scopesOf(points);
  if (scopes.includes(scope)) return scope;
  throw new Failure(`There are no recovery points of ${scope}. There are of: ${scopes.join(", ")}.`);
}

/**
 * Prints what a program says. A pod has one log of both its outputs; how far it is, is told by the ellipsis behind it. Of
 * JSON, which comes last and begins with a bracket or a brace alone, only that goes to standard output.
 */
export function printer({ options, say }: Request): (line: string) => void {
  let isResult = !options.job.json;
  return (line) => {
    isResult ||= ["[", "[]", "{"].includes(line);
    if (isResult && !line.endsWith(" …")) console.log(line);
    else say(line);
  };
}
