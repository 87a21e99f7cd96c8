/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- the client's classes hold plain data only */
import type { V1CronJob, V1Job, V1PodSpec } from "@kubernetes/client-node";
import { planFile, settingsFolder } from "../../components/backup-schedule/folders";
import type { BatchCluster } from "../../cluster/batch-cluster";
import { Failure, messageOf } from "../../cluster/failure";
import { isOver } from "../../cluster/pod-state";
import { administratorPassword } from "../stack";
import type { Request } from "./command";
import { runJob, standardTimes } from "./job-on-cluster";
import { clusterOf, cronJobOf, letWrite, printer, scopeIn, scopesOf } from "./on-cluster";
import { personalS3 } from "./personal-s3";

/** The keys of the restore's own Secret, which are files beside the plan then. */
const files = { password: "administrator-password", s3: "administrator-s3.json" } as const;
const fileOf = (name: string): string => `${settingsFolder}/${name}`;

/**
 * Restores in a Job made from the scope's CronJob, of which the claim can be written. What is secret of whoever restores
 * is in a Secret that belongs to the Job and goes with it. The CronJobs rest meanwhile.
 *
 * @returns the job's exit status
 */
export async function restoreOnCluster(request: Request, times = standardTimes): Promise<number> {
  const { stack, points, options, command, signal, say } = request;
  const scope = scopeIn(points, options.job.scope ?? "storage");
  const signsIn = scope === "storage" || scope === "database";
  const password = signsIn ? administratorPassword(stack, command) : undefined;
  const s3 = scope === "storage" ? personalS3(request) : undefined;
  const secrets = {
    ...(password === undefined ? {} : { [files.password]: password }),
    ...(s3 === undefined ? {} : { [files.s3]: s3 }),
  };
  const cluster = await clusterOf(request);
  const cronJob = await cronJobOf(cluster, scope, request);
  await requireStopped(cluster, cronJob, request, signsIn);
  const args = [
    ...[...options.args, "--plan", planFile],
    ...(signsIn ? ["--as", stack.settings.database.administrator] : []),
    ...(password === undefined ? [] : ["--password-file", fileOf(files.password)]),
    ...(s3 === undefined ? [] : ["--s3-credentials", fileOf(files.s3)]),
  ];
  const status = await whileResting(cluster, request, () =>
    runJob(
      cluster,
      {
        ...{ cronJob, args, onLine: printer(request) },
        change: (pod, job) => {
          delete pod.affinity; // the claim is nobody else's now, so that it is reached on any node
          letWrite(pod, scope);
          if (Object.keys(secrets).length > 0) mount(pod, job);
        },
        prepare: (job) =>
          Object.keys(secrets).length > 0 ? cluster.createSecret(secretOf(job, secrets)) : Promise.resolve(),
      },
      request,
      signal,
      times,
    ),
  );
  if (status === 0 && signsIn) say(`Start the service again: ${scale(request, stack.settings.service.replicas)}`);
  return status;
}

/** Beside the plan, where files have the permissions that this pod needs. */
function mount(pod: V1PodSpec, secret: string): void {
  const settings = pod.volumes?.find(({ projected }) => projected !== undefined);
  settings?.projected?.sources?.push({ secret: { name: secret } });
}

function secretOf({ metadata }: V1Job, stringData: Readonly<Record<string, string>>) {
  const { name = "", uid = "", labels } = metadata ?? {};
  const owner = { apiVersion: "batch/v1", kind: "Job", name, uid };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, ownerReferences: [owner], ...(labels === undefined ? {} : { labels }) },
    immutable: true,
    stringData,
  };
}

const scale = ({ stack: { settings } }: Request, replicas: number): string =>
  `kubectl scale deployment/storage-service --replicas ${replicas} --namespace ${settings.kubernetes.namespace}`;

/** @throws Failure while something would write into what is restored */
async function requireStopped(
  cluster: BatchCluster,
  cronJob: V1CronJob,
  request: Request,
  ofService: boolean,
): Promise<void> {
  const beside =
    cronJob.spec?.jobTemplate.spec?.template.spec?.affinity?.podAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector?.matchLabels;
  const labels = ofService ? { app: "db-storage" } : beside;
  if (labels === undefined) return;
  const pods = (await cluster.listPods(labels)).filter((pod) => !isOver(pod) || pod.metadata?.deletionTimestamp);
  const names = pods.map(({ metadata }) => metadata?.name ?? "");
  if (names.length === 0) return;
  const remedy = ofService
    ? `First, and wait until they are gone: ${scale(request, 0)}`
    : "Scale what runs them to 0 first, and wait until they are gone.";
  throw new Failure(`${names.join(" and ")} would write meanwhile. ${remedy}`);
}

/** No recovery point is to be made of what is half restored, and none cleaned up. */
async function whileResting(cluster: BatchCluster, request: Request, work: () => Promise<number>): Promise<number> {
  const cronJobs = await Promise.all(
    [...scopesOf(request.points), "prune", "drill"].map((what) => cronJobOf(cluster, what, request)),
  );
  const [active] = cronJobs.flatMap(({ status }) => status?.active ?? []);
  if (active !== undefined) throw new Failure(`The Job ${active.name ?? ""} is under way. Wait for its end.`);
  const awake = cronJobs.filter(({ spec }) => spec?.suspend !== true).map(({ metadata }) => metadata?.name ?? "");
  try {
    for (const name of awake) await cluster.suspend(name, true);
    return await work();
  } finally {
    for (const name of awake) {
      await cluster.suspend(name, false).catch((error: unknown) => {
        request.say(
          `The CronJob ${name} still rests: ${messageOf(error)}. By hand: kubectl patch cronjob ${name} --namespace ` +
            `${cluster.namespace} --patch '{"spec":{"suspend":false}}'`,
        );
      });
    }
  }
}
