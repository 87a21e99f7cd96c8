/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment, @typescript-eslint/no-misused-spread -- the client's classes hold plain data only */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { V1CronJob, V1Job, V1Pod, V1PodSpec } from "@kubernetes/client-node";
import type { BatchCluster } from "../../cluster/batch-cluster";
import { isMissing } from "../../cluster/cluster";
import { Failure, messageOf } from "../../cluster/failure";
import { eventLines, isOver, stateOf } from "../../cluster/pod-state";
import type { Listener } from "../../cluster/start-pod";
import { PodLog } from "./pod-log";

/** In milliseconds: until the job's program runs, and between two looks at it. */
export interface Times {
  readonly ready: number;
  readonly poll: number;
}
export const standardTimes: Times = { ready: 300_000, poll: 2_000 };

/** Until a Job goes that nobody has deleted, in seconds after its end. */
const goes = 600;

/** The container of the pods in which the program runs; see components/backup-schedule/kubernetes-pod.ts. */
const container = "backup";

export interface RunArgs {
  readonly cronJob: V1CronJob;
  readonly args: readonly string[];
  /** Changes what is made from the CronJob's template. */
  readonly change?: (pod: V1PodSpec, job: string) => void;
  /** Makes what the pod waits for, once the Job is there to own it. */
  readonly prepare?: (job: V1Job) => Promise<void>;
  /** Gets each line of what the program says. */
  readonly onLine: (line: string) => void;
}

/** Runs a Job like those that a CronJob makes, with other arguments, and deletes it. @returns the program's exit status */
export async function runJob(
  cluster: BatchCluster,
  { cronJob, args, change, prepare, onLine }: RunArgs,
  { progress, say }: Listener,
  signal: AbortSignal,
  times: Times,
): Promise<number> {
  const name = `${cronJob.metadata?.name ?? ""}-${randomBytes(3).toString("hex")}`;
  const made = await cluster.createJob(jobOf(cronJob, name, args, change));
  try {
    await prepare?.(made);
    return await until(cluster, name, new PodLog(cluster, container, onLine), progress, signal, times);
  } finally {
    await cluster.deleteJob(name).then(
      () => {
        if (signal.aborted) say(`The Job ${name} is deleted; what runs in it ends within a minute.`);
      },
      (error: unknown) => {
        if (!isMissing(error)) say(`The Job ${name} was not deleted: ${messageOf(error)}.`);
      },
    );
  }
}

/** As kubectl create job --from makes it; but it is not repeated, and goes by itself where this process is killed. */
function jobOf(cronJob: V1CronJob, name: string, args: readonly string[], change: RunArgs["change"]): V1Job {
  const { metadata, spec } = structuredClone(cronJob.spec?.jobTemplate ?? {});
  const pod = spec?.template.spec;
  const program = pod?.containers.find((one) => one.name === container);
  if (spec === undefined || pod === undefined || program === undefined) {
    throw new Failure(`The CronJob ${cronJob.metadata?.name ?? ""} is none of this program's: it has no ${container}.`);
  }
  program.args = [...args];
  change?.(pod, name);
  const annotations = { "cronjob.kubernetes.io/instantiate": "manual" };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, annotations, ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }) },
    spec: { ...spec, backoffLimit: 0, ttlSecondsAfterFinished: goes },
  };
}

async function until(
  cluster: BatchCluster,
  job: string,
  log: PodLog,
  progress: Listener["progress"],
  signal: AbortSignal,
  times: Times,
): Promise<number> {
  const latest = Date.now() + times.ready;
  let began = false;
  for (;;) {
    const pods = await unlessPassing(cluster.listPods({ "job-name": job }));
    const pod = pods?.at(0);
    const { running, terminated } = stateIn(pod);
    began ||= running !== undefined || terminated !== undefined;
    if (began && pod !== undefined) {
      const read = await unlessPassing(log.read(pod.metadata?.name ?? ""));
      if (terminated !== undefined && read !== undefined) return terminated.exitCode;
    } else if (pods !== undefined) {
      await requireHope(cluster, job, pod, { began, late: Date.now() > latest, times });
      progress(`Job ${job}: ${pod === undefined ? "no pod yet" : stateOf(pod).words}`);
    }
    await sleep(times.poll, undefined, { signal });
  }
}

const stateIn = (pod: V1Pod | undefined) =>
  pod?.status?.containerStatuses?.find(({ name }) => name === container)?.state ?? {};

/** @throws Failure where the program will not run any more, or does not yet */
async function requireHope(
  cluster: BatchCluster,
  job: string,
  pod: V1Pod | undefined,
  { began, late, times }: { readonly began: boolean; readonly late: boolean; readonly times: Times },
): Promise<void> {
  if (began)
    throw new Failure(`The pod of Job ${job} is gone: somebody deleted it, or its node is gone. Run it again.`);
  const hopeless = pod !== undefined && (isOver(pod) || stateOf(pod).hopeless);
  if (!hopeless && !late) return;
  const [kind, name] = pod === undefined ? (["Job", job] as const) : (["Pod", pod.metadata?.name ?? ""] as const);
  const lines = await cluster.listEvents(kind, name).then(eventLines, (error: unknown) => [`  ${messageOf(error)}.`]);
  const words = pod === undefined ? "it has no pod" : stateOf(pod).words;
  const when = hopeless ? "does not run" : `did not run within ${Math.ceil(times.ready / 1000)} s`;
  throw new Failure(
    [`Job ${job} ${when}: ${words}.`, ...(lines.length === 0 ? [] : ["Its events:", ...lines])].join("\n"),
  );
}

/** Undefined where another try in a moment may go better. */
async function unlessPassing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && error.passing) return undefined;
    throw error;
  }
}
