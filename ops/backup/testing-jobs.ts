import assert from "node:assert/strict";
import { BackupSchedule } from "../../components/backup-schedule/kubernetes";
import { common, folder, images, program, s3Objects, s3Repository } from "../../components/backup-schedule/fixture";
import { around, resources } from "../../components/kubernetes-fixture";
import { bytes } from "../../components/units";
import type { TestCluster, TestObject, TestPod } from "../../cluster/testing-cluster";
import { registered } from "../../storagedb/testing-program";
import type { TestBackup } from "./testing-backup";

/** A stack on the test cluster, with recovery points of objects, the database and one claim. */
export function stackOnCluster(
  test: TestBackup,
  cluster: TestCluster,
  service: object = {},
  claims: object = {},
): void {
  test.write("kubeconfig", cluster.kubeconfig);
  test.stackFile({
    platform: "kubernetes",
    database: { host: "10.0.0.7", administrator: "postgres", maxConnections: 200 },
    service: { s3: { bucket: "objects", region: "us-west-2" }, ...service },
    kubernetes: {
      ...{ context: "other", namespace: "platform" },
      claims: { "redis-data": { size: "1Gi", storageClass: "standard" }, ...claims },
    },
    backup: {
      to: { s3: { bucket: "copies", region: "us-west-2" } },
      volumes: { "redis-data": { method: "files", beside: { app: "redis" }, user: 999 } },
    },
  });
}

const claim = { claim: "storage-data", accessMode: "ReadWriteOnce", beside: { app: "db-storage" } } as const;

/** The CronJobs that the component makes for such a stack, or for one with its objects as files. */
export async function cronJobs({ ofFiles = false } = {}): Promise<TestObject[]> {
  const made = await registered(() => {
    const { provider, namespace, labels, pullSecrets } = around(); // a resource, too, and of no other program's
    new BackupSchedule("storage-backup", {
      ...{ provider, namespace, labels, pullSecrets, ...common, images, resources },
      program: Promise.resolve(program),
      repository: s3Repository,
      objects: ofFiles ? { kind: "file", place: claim, folder } : s3Objects,
      volumes: {
        "redis-data": { claim: "redis-data", accessMode: "ReadWriteOnce", beside: { app: "redis" }, user: 999 },
      },
      methods: { "redis-data": "files" },
      schedule: { ...common.schedule, prune: "47 5 * * *" },
      scratch: bytes("10GiB"),
      deadline: 72_000,
    });
  });
  const found = made
    .filter(({ type }) => type.endsWith(":CronJob"))
    .map(({ inputs }) => inputs as unknown as TestObject);
  assert.equal(found.length, 5);
  return found;
}

/** A Job as it was made. */
export interface TestJob extends TestObject {
  readonly spec: {
    readonly backoffLimit: number;
    readonly ttlSecondsAfterFinished: number;
    readonly activeDeadlineSeconds: number;
    readonly template: { readonly spec: NonNullable<TestPod["spec"]> };
  };
}

export const argsOf = ({ spec }: TestJob): string => (spec.template.spec.containers[0]?.args ?? []).join(" ");

/** Has each Job run at once: its pod says the lines, and ends with the status. */
export function runJobs(
  cluster: TestCluster,
  outcome: (args: string) => { status: number; says: readonly string[] },
): TestJob[] {
  const jobs: TestJob[] = [];
  cluster.onMade = (resource, object) => {
    if (resource !== "jobs") return;
    const job = object as TestJob;
    jobs.push(job);
    const { status, says } = outcome(argsOf(job));
    podOf(cluster, job, { terminated: { exitCode: status } });
    const lines = says.map((line, index) => `2026-11-27T02:17:00.00000000${index}Z ${line}\n`);
    cluster.logs.set(`${job.metadata.name}-pod`, lines.join(""));
  };
  return jobs;
}

/** The pod of a Job, with its container in the given state. */
export function podOf(
  cluster: TestCluster,
  { metadata: { name } }: TestObject,
  state: object,
  phase = "Running",
): void {
  cluster.pods.set(`${name}-pod`, {
    metadata: { name: `${name}-pod`, labels: { "job-name": name } },
    status: { phase, containerStatuses: [{ name: "backup", state }] },
  });
}
