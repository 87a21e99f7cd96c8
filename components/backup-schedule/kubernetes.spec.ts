import assert from "node:assert/strict";
import { registered } from "../../storagedb/testing-program";
import { around, labelsOf, resources } from "../kubernetes-fixture";
import { bytes } from "../units";
import { common, folder, images, program, s3Objects, s3Repository } from "./fixture";
import { BackupSchedule, type BackupScheduleArgs } from "./kubernetes";

const schedule = (changed: Partial<BackupScheduleArgs> = {}) => {
  const { provider, namespace, labels, pullSecrets, priorityClass } = around();
  new BackupSchedule("storage-backup", {
    ...{ provider, namespace, labels, pullSecrets },
    ...(priorityClass === undefined ? {} : { priorityClass }),
    ...common,
    program: Promise.resolve(program),
    images,
    repository: s3Repository,
    objects: s3Objects,
    volumes: {
      "redis-data": { claim: "redis-data", accessMode: "ReadWriteOnce", beside: { app: "redis" }, user: 999 },
      "llm-data": { claim: "llm-data", accessMode: "ReadWriteMany" },
      "metrics-data": { claim: "metrics-data", accessMode: "ReadWriteOncePod" },
    },
    methods: { "redis-data": "files", "llm-data": "files", "metrics-data": { none: "measured again within a day" } },
    schedule: { ...common.schedule, prune: "47 5 * * *" },
    resources,
    scratch: bytes("10GiB"),
    deadline: 72_000,
    ...changed,
  });
};

const made = (changed: Partial<BackupScheduleArgs> = {}) =>
  registered(() => {
    schedule(changed);
  });

interface Pod {
  readonly metadata: object;
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly containers: readonly [Container];
    readonly initContainers: readonly [Container, Container];
    readonly volumes: readonly Readonly<Record<string, unknown>>[];
  };
}
type Container = Readonly<Record<string, unknown>>;
interface CronJobSpec {
  readonly schedule: string;
  readonly jobTemplate: { readonly spec: { readonly template: Pod } };
}

async function cronJob(name: string, changed: Partial<BackupScheduleArgs> = {}) {
  const found = (await made(changed)).find((one) => one.type.endsWith(":CronJob") && one.name === name);
  const { metadata, spec } = (found?.inputs ?? assert.fail(name)) as { metadata: object; spec: CronJobSpec };
  const { template } = spec.jobTemplate.spec;
  return { metadata, spec, template, pod: template.spec, container: template.spec.containers[0] };
}

const labels = labelsOf("storage-backup", "backup");
const files = {
  objects: {
    kind: "file",
    folder,
    place: { claim: "db-storage-data", accessMode: "ReadWriteOnce", beside: { app: "db-storage" } },
  },
} as const;
const plainContainer = {
  imagePullPolicy: "IfNotPresent",
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
  // 256Mi more than the scratch folder, for Node, restic and the program.
  resources: {
    requests: { cpu: "500m", memory: "1Gi", "ephemeral-storage": "10496Mi" },
    limits: { cpu: "1", memory: "2Gi", "ephemeral-storage": "20992Mi" },
  },
};

describe("BackupSchedule on Kubernetes", () => {
  it("is a CronJob for each scope, one that retires and one that restores on trial, with an account of their own", async () => {
    const objects = (await made()).filter(({ type }) => type.startsWith("kubernetes:"));
    const names = objects.map(({ type, name }) => `${type.replace("kubernetes:", "")} ${name}`);
    assert.deepEqual(names.sort(), [
      "batch/v1:CronJob backup-database",
      "batch/v1:CronJob backup-drill",
      "batch/v1:CronJob backup-llm-data",
      "batch/v1:CronJob backup-prune",
      "batch/v1:CronJob backup-redis-data",
      "batch/v1:CronJob backup-storage",
      "core/v1:ConfigMap storage-backup-plan",
      "core/v1:ConfigMap storage-backup-program",
      "core/v1:Secret storage-backup",
      "core/v1:ServiceAccount storage-backup",
    ]);
  });

  it("runs each in its time, and does one thing in it", async () => {
    const jobs = (await made()).filter(({ type }) => type.endsWith(":CronJob"));
    const said = jobs.map(({ name, inputs }) => {
      const { schedule, jobTemplate } = inputs["spec"] as CronJobSpec;
      return [name, schedule, ...(jobTemplate.spec.template.spec.containers[0]["args"] as string[])].join(" ");
    });
    assert.deepEqual(said.sort(), [
      "backup-database 17 2 * * * now --scope database --plan /etc/alfred-backup/plan.json",
      "backup-drill 17 4 * * 0 drill --plan /etc/alfred-backup/plan.json",
      "backup-llm-data 17 2 * * * now --scope llm-data --plan /etc/alfred-backup/plan.json",
      "backup-prune 47 5 * * * prune --plan /etc/alfred-backup/plan.json",
      "backup-redis-data 17 2 * * * now --scope redis-data --plan /etc/alfred-backup/plan.json",
      "backup-storage 17 2 * * * now --scope storage --plan /etc/alfred-backup/plan.json",
    ]);
  });

  it("leaves the rest of the database alone where that is meant", async () => {
    const names = (await made({ wholeDatabase: false })).map(({ name }) => name);
    assert.ok(names.includes("backup-storage") && !names.includes("backup-database"));
  });

  it("ends what takes too long, starts nothing beside a run, and makes up for what was missed", async () => {
    const { metadata, spec } = await cronJob("backup-storage");
    assert.deepEqual(metadata, {
      name: "backup-storage",
      namespace: "alfred-platform",
      labels,
      annotations: { "not-backed-up.alfred-storage/metrics-data": "measured again within a day" },
    });
    const { template, ...job } = spec.jobTemplate.spec;
    assert.equal(template.spec["restartPolicy"], "Never");
    assert.deepEqual(
      { ...spec, jobTemplate: { ...spec.jobTemplate, spec: job } },
      {
        schedule: "17 2 * * *",
        timeZone: "Etc/UTC",
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: 21_600,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: { metadata: { labels }, spec: { activeDeadlineSeconds: 72_000, backoffLimit: 1 } },
      },
    );
    assert.deepEqual((await cronJob("backup-prune")).metadata, {
      name: "backup-prune",
      namespace: "alfred-platform",
      labels,
    });
  });

  it("is hardened, and says which program it runs", async () => {
    const { template, pod } = await cronJob("backup-storage");
    assert.deepEqual(template.metadata, { labels, annotations: { "alfred-storage.program": "ab".repeat(32) } });
    const { containers, initContainers, volumes, ...rest } = pod;
    assert.deepEqual([containers.length, initContainers.length, volumes.length], [1, 2, 4]);
    assert.deepEqual(rest, {
      serviceAccountName: "storage-backup",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      priorityClassName: "alfred-storage",
      imagePullSecrets: [{ name: "registries" }],
      terminationGracePeriodSeconds: 60,
      restartPolicy: "Never",
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
    });
  });

  it("is put together of three images when it starts", async () => {
    const { pod, container } = await cronJob("backup-drill");
    const [restic, node] = pod.initContainers;
    const tools = { name: "tools", mountPath: "/tools" };
    assert.deepEqual(restic, {
      name: "restic",
      image: "restic/restic:0.18.0",
      ...plainContainer,
      command: ["cp", "/usr/bin/restic", "/tools/restic"],
      volumeMounts: [tools],
    });
    assert.deepEqual(node, {
      name: "node",
      image: "node:24.21.0-bookworm-slim",
      ...plainContainer,
      command: [
        "/bin/sh",
        "-ec",
        "cp /usr/local/bin/node /tools/node\ngzip -dc /program/backup.cjs.gz > /tools/backup.cjs",
      ],
      volumeMounts: [tools, { name: "program", mountPath: "/program", readOnly: true }],
    });
    assert.deepEqual(container, {
      name: "backup",
      image: "postgres:17.6-bookworm",
      ...plainContainer,
      command: ["/bin/sh", "-ec", 'PATH="/tools:$PATH" exec node /tools/backup.cjs "$@"', "backup"],
      args: ["drill", "--plan", "/etc/alfred-backup/plan.json"],
      env: [{ name: "HOME", value: "/tmp" }],
      volumeMounts: [
        { ...tools, readOnly: true },
        { name: "scratch", mountPath: "/tmp" },
        { name: "settings", mountPath: "/etc/alfred-backup", readOnly: true },
      ],
    });
    assert.deepEqual(pod.volumes.slice(0, 2), [
      { name: "tools", emptyDir: { sizeLimit: "256Mi" } },
      { name: "scratch", emptyDir: { sizeLimit: "10Gi" } },
    ]);
  });

  it("has program, plan and secrets in objects of their own, which never change once they are there", async () => {
    const all = await made();
    assert.doesNotMatch(JSON.stringify(all), /hunter2/);
    const inputsOf = (name: string) =>
      all.find((one) => one.name === name && !one.type.includes("BackupSchedule"))?.inputs;
    const { data, ...plan } = inputsOf("storage-backup-plan") ?? assert.fail();
    const { binaryData, ...code } = inputsOf("storage-backup-program") ?? assert.fail();
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      immutable: true,
      metadata: { namespace: "alfred-platform", labels },
    };
    assert.deepEqual([plan, code], [object, object]);
    assert.deepEqual(binaryData, { "backup.cjs.gz": program.gzip });
    assert.equal((JSON.parse((data as Record<string, string>)["plan.json"] ?? "") as { stack: string }).stack, "prod");
    const secret = all.find(({ type }) => type.endsWith(":Secret"));
    assert.deepEqual([secret?.inputs["immutable"], secret?.inputs["stringData"]], [true, "[secret]"]);
  });

  it("finds plan and secrets in one folder, which its own group may read", async () => {
    const { pod } = await cronJob("backup-storage");
    const [, , code, settings] = pod.volumes;
    assert.deepEqual(Object.keys(code ?? {}).sort(), ["configMap", "name"]);
    const { defaultMode, sources } = settings?.["projected"] as { defaultMode: number; sources: object[] };
    assert.equal(defaultMode, 0o440);
    assert.deepEqual(
      sources.map((source) => Object.keys(source)),
      [["configMap"], ["secret"]],
    );
  });

  it("with the file backend reads the objects' claim beside the service", async () => {
    const { pod, container } = await cronJob("backup-storage", files);
    assert.deepEqual(pod["affinity"], {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "db-storage" } } },
        ],
      },
    });
    assert.deepEqual(pod.volumes.at(-1), { name: "data", persistentVolumeClaim: { claimName: "db-storage-data" } });
    assert.deepEqual((container["volumeMounts"] as unknown[]).at(-1), {
      name: "data",
      mountPath: "/data/storage",
      readOnly: true,
    });
    assert.equal((pod["securityContext"] as { fsGroup?: number }).fsGroup, 10001);
  });

  it("reads another program's claim as that program's user, and leaves its files' group alone", async () => {
    const { pod, container } = await cronJob("backup-redis-data");
    assert.deepEqual(pod["securityContext"], {
      runAsNonRoot: true,
      runAsUser: 999,
      runAsGroup: 999,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(
      (pod["affinity"] as { podAffinity: Record<string, unknown[]> }).podAffinity[
        "requiredDuringSchedulingIgnoredDuringExecution"
      ],
      [{ topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "redis" } } }],
    );
    assert.deepEqual((container["volumeMounts"] as unknown[]).at(-1), {
      name: "data",
      mountPath: "/data/redis-data",
      readOnly: true,
    });
    assert.deepEqual(pod.volumes.at(-1), { name: "data", persistentVolumeClaim: { claimName: "redis-data" } });
    // Without a group of the pod's own, others inside of it have to be able to read the settings.
    assert.equal((pod.volumes[3]?.["projected"] as { defaultMode: number }).defaultMode, 0o444);
  });

  it("reads a claim that is for many from any node, as the user of all pods", async () => {
    const { pod } = await cronJob("backup-llm-data");
    assert.equal(pod["affinity"], undefined);
    const { runAsUser, fsGroup } = pod["securityContext"] as { runAsUser: number; fsGroup?: number };
    assert.deepEqual([runAsUser, fsGroup], [10001, undefined]);
  });

  it("has the annotations by which a cloud knows the account", async () => {
    const serviceAccountAnnotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/backup" };
    const account = (await made({ serviceAccountAnnotations })).find(({ type }) => type.endsWith(":ServiceAccount"));
    assert.deepEqual(account?.inputs, {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: {
        name: "storage-backup",
        namespace: "alfred-platform",
        labels,
        annotations: serviceAccountAnnotations,
      },
      automountServiceAccountToken: false,
    });
  });

  it("refuses what the cluster would find only at night", async () => {
    const methods = { "redis-data": "files", "llm-data": "files", "metrics-data": "files" } as const;
    await assert.rejects(made({ methods }), {
      message:
        "volumes.metrics-data.accessMode lets no second pod read it, and so no job beside the pod that uses it; " +
        "make it ReadWriteOnce",
    });
  });
});
