import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { objectLabels } from "../kubernetes";
import { secretOf } from "../kubernetes-secret";
import { refuseMistakes } from "../refuse-mistakes";
import type { Method } from "./args";
import { secretFiles } from "./files";
import { type Job, jobsOf } from "./jobs";
import { type BackupScheduleArgs, checkJobs } from "./kubernetes-args";
import { type JobSurroundings, podOf, programFile } from "./kubernetes-pod";
import { backupApp, cronJobName } from "./names";
import { planOf, reasonsOf } from "./plan";

export type { BackupScheduleArgs, ClaimPlace } from "./kubernetes-args";

/**
 * CronJobs `backup-<scope>` that make recovery points, `backup-prune` that retires old ones, and `backup-drill` that
 * restores the newest on trial. They have an account of their own, named after the component. No image has to be
 * published: a pod is put together from three that exist, and the program comes in a ConfigMap.
 *
 * @example
 * ```ts
 * new BackupSchedule("storage-backup", {
 *   ...surroundings,
 *   stack: "prod",
 *   program: bundle("ops/backup/job.ts"),
 *   images: { restic, node, postgresqlTools },
 *   repository: { kind: "s3", bucket: "alfred-platform-prod-backups", region: "us-east-2", prefix: "" },
 *   repositoryPassword: password.result,
 *   database: { host: "db-postgres", port: 5432, name: "postgres", username: "postgres", password, tls: "require" },
 *   objects: { kind: "s3", bucket: "alfred-platform-prod", region: "us-west-2", tenant: "prod", copies },
 *   wholeDatabase: true,
 *   volumes: { "redis-data": { claim: "redis-data", accessMode: "ReadWriteOnce", beside: { app: "redis" }, user: 999 } },
 *   methods: { "redis-data": "files" },
 *   keep: { daily: 7, weekly: 4, monthly: 12 },
 *   schedule: { backup: "17 2 * * *", prune: "47 5 * * *", drill: "17 4 * * 0" },
 *   resources,
 *   scratch: bytes("10GiB"),
 *   deadline: 20 * 3600,
 * });
 * ```
 */
export class BackupSchedule extends pulumi.ComponentResource {
  readonly cronJobs: readonly k8s.batch.v1.CronJob[];
  /** How each data volume is backed up, or why it is not, by the name of its scope. */
  readonly methods: Readonly<Record<string, Method>>;

  constructor(name: string, args: BackupScheduleArgs, options?: pulumi.ComponentResourceOptions) {
    refuseMistakes(checkJobs(args));
    super("alfred:storage:kubernetes:BackupSchedule", name, {}, options);
    this.methods = args.methods;
    const shared = this.#shared(name, args);
    this.cronJobs = jobsOf(args).map((job) => this.#cronJob(args, shared, job));
    this.registerOutputs({ methods: this.methods });
  }

  /** What the jobs mount has another name with each content: a job that runs keeps what it began with. */
  #shared(name: string, args: BackupScheduleArgs): JobSurroundings {
    const { provider, namespace } = args;
    const labels = objectLabels(args, backupApp, "backup");
    const options = { parent: this, provider };
    const program = pulumi.output(args.program);
    const configMap = (what: string, content: Pick<k8s.types.input.core.v1.ConfigMap, "data" | "binaryData">) =>
      new k8s.core.v1.ConfigMap(
        `${name}-${what}`,
        { metadata: { namespace, labels }, immutable: true, ...content },
        options,
      ).metadata.name;
    const plan = planOf(args, { repository: args.repository, scratch: "/tmp" });
    const account = new k8s.core.v1.ServiceAccount(
      name,
      {
        metadata: {
          name,
          namespace,
          labels,
          ...(args.serviceAccountAnnotations === undefined ? {} : { annotations: args.serviceAccountAnnotations }),
        },
        automountServiceAccountToken: false,
      },
      options,
    );
    return {
      serviceAccount: account.metadata.name,
      program: configMap("program", { binaryData: { [programFile]: program.gzip } }),
      sha256: program.sha256,
      plan: configMap("plan", { data: { "plan.json": JSON.stringify(plan, undefined, 2) } }),
      secret: secretOf(name, args, { kind: "made", content: secretFiles(args) }, { parent: this }),
      labels,
    };
  }

  #cronJob(args: BackupScheduleArgs, shared: JobSurroundings, job: Job): k8s.batch.v1.CronJob {
    const { provider, namespace, deadline } = args;
    const name = cronJobName(job.name);
    return new k8s.batch.v1.CronJob(
      name,
      {
        metadata: { name, namespace, labels: shared.labels, ...(job.name === "storage" ? exclusions(args) : {}) },
        spec: {
          schedule: job.schedule,
          timeZone: "Etc/UTC",
          concurrencyPolicy: "Forbid",
          startingDeadlineSeconds: 6 * 3600, // a run that a cluster's upgrade was in the way of is made up for
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 3,
          jobTemplate: {
            metadata: { labels: shared.labels },
            spec: { activeDeadlineSeconds: deadline, backoffLimit: 1, template: podOf(args, shared, job) },
          },
        },
      },
      { parent: this, provider },
    );
  }
}

/** So that whoever looks at the job sees what is not backed up, and why. */
function exclusions(args: BackupScheduleArgs): { annotations?: Record<string, string> } {
  const reasons = Object.entries(reasonsOf(args));
  if (reasons.length === 0) return {};
  return {
    annotations: Object.fromEntries(reasons.map(([claim, why]) => [`not-backed-up.alfred-storage/${claim}`, why])),
  };
}
