import { cloudConfig, dockerConfig, fileConfig, goodBackup, goodKubernetes, judges } from "../fixture";

type Section = Readonly<Record<string, unknown>>;

const reason = "It is made anew";
const onDocker = (volumes: Section) => ({ backup: { to: { folder: "/mnt/backups" }, volumes } });
const claims = (claims: Section, volumes: Section) => ({ ...goodKubernetes({ claims }), backup: { volumes } });
const size = "10Gi";
const files = { method: "files" };
const none = { method: "none", reason };
const beside = { app: "redis" };
const own = { ...files, beside };
const keys = { accessKeyId: "recovery-id", secretAccessKey: "recovery-secret" };
const inCluster = { bucket: "recovery", server: "minio", endpoint: "http://minio.store.svc:9000", ...keys };

describe("the rules of other volumes' backups", () => {
  judges(dockerConfig, [
    ["methods that are written", onDocker({ redis: files, llm: none }), ""],
    [
      "volumes that are covered anyway",
      onDocker({ database: files, storage: none }),
      `error: FILE: alfred-storage:backup.volumes.database ({"method":"files"}) is PostgreSQL's own volume, which is backed up by dumps: files of a server that runs do not fit together.
  Remove it; backup.wholeDatabase is about its content.
error: FILE: alfred-storage:backup.volumes.storage ({"method":"none","reason":"It is made anew"}) holds the objects, which recovery points have anyway, together with their rows.
  Remove it.`,
    ],
    [
      "a volume that is not known",
      onDocker({ "redis-data": files }),
      `error: FILE: alfred-storage:backup.volumes.redis-data ({"method":"files"}) is not known; allowed: redis, vector, llm, metrics, dashboard.
  Remove it.`,
    ],
    [
      "no reason",
      onDocker({ redis: { method: "none" } }),
      `error: FILE: alfred-storage:backup.volumes.redis.reason is missing, and without it nobody knows later whether the volume was forgotten.
  Add it: why it is not backed up.`,
    ],
    [
      "a needless reason",
      onDocker({ redis: { method: "files", reason } }),
      `error: FILE: alfred-storage:backup.volumes.redis.reason ("It is made anew") has no effect while its method is files.
  Remove it, or set method to none.`,
    ],
    [
      "what is for a cluster only",
      onDocker({ redis: { method: "files", beside, user: 999 } }),
      `error: FILE: alfred-storage:backup.volumes.redis.beside ({"app":"redis"}) has no effect on docker.
  Remove it, or set platform to kubernetes.
error: FILE: alfred-storage:backup.volumes.redis.user (999) has no effect on docker.
  Remove it, or set platform to kubernetes.`,
    ],
  ]);
  judges(cloudConfig, [
    [
      "claims of which nothing is said",
      { backup: {} },
      `error: FILE: alfred-storage:backup.volumes lacks postgres-data, redis-data and vector-db-data: each claim is backed up, or says why not.
  Add postgres-data: …, redis-data: …, vector-db-data: … to it, each as { method: files, beside: { <labels of the pods that mount it> }, user: <who may read it> } or { method: none, reason: <why> }.`,
    ],
    [
      "a claim of which nothing is said, by the name of what every object has",
      claims({ constructor: { size }, "redis-data": { size } }, { "redis-data": none }),
      `error: FILE: alfred-storage:backup.volumes ({"redis-data":{"method":"none","reason":"It is made anew"}}) lacks constructor: each claim is backed up, or says why not.
  Add constructor: … to it, each as { method: files, beside: { <labels of the pods that mount it> }, user: <who may read it> } or { method: none, reason: <why> }.`,
    ],
    [
      "what is no claim",
      claims({ "redis-data": { size } }, { "redis-data": none, redis: files }),
      `error: FILE: alfred-storage:backup.volumes.redis ({"method":"files"}) is none of kubernetes.claims; to be backed up are: redis-data.
  Name one that is there, or remove it.`,
    ],
    [
      "what is no claim, where there is none",
      claims({}, { redis: files }),
      `error: FILE: alfred-storage:backup.volumes.redis ({"method":"files"}) is none of kubernetes.claims.
  Name one that is there, or remove it.`,
    ],
    [
      "a method that could not be read, of which nothing else is said",
      claims({ "redis-data": { size } }, { "redis-data": { method: "file" } }),
      `error: FILE: alfred-storage:backup.volumes.redis-data.method (file) is not known; allowed: files, none.
  Write files.`,
    ],
    [
      "what has no effect without files",
      claims({ "redis-data": { size } }, { "redis-data": { ...none, beside, user: 999 } }),
      `error: FILE: alfred-storage:backup.volumes.redis-data.beside ({"app":"redis"}) has no effect while its method is none.
  Remove it, or set method to files.
error: FILE: alfred-storage:backup.volumes.redis-data.user (999) has no effect while its method is none.
  Remove it, or set method to files.`,
    ],
    [
      "a job on any node",
      claims({ "redis-data": { size } }, { "redis-data": files }),
      `warning: FILE: alfred-storage:backup.volumes.redis-data.beside is missing: the claim is reached on one node only, and a job on any other waits there until it fails.
  Set it to the labels of the pods that mount it, such as app: redis.`,
    ],
    [
      "a job beside any pod",
      claims({ "redis-data": { size } }, { "redis-data": { ...files, beside: {} } }),
      `error: FILE: alfred-storage:backup.volumes.redis-data.beside ({}) names no label, so any pod would do.
  Write the labels of the pods that mount the claim, such as app: redis; or leave it out.`,
    ],
    [
      "claims that are reached from any node, or say which",
      claims(
        {
          shared: { size, accessMode: "ReadWriteMany" },
          local: { size, volume: { path: "/mnt/local", node: "node-1" } },
          "redis-data": { size },
        },
        { shared: files, local: files, "redis-data": { ...files, beside } },
      ),
      "",
    ],
    [
      "a claim that one pod keeps for itself",
      claims({ "redis-data": { size, accessMode: "ReadWriteOncePod" } }, { "redis-data": { ...files, beside } }),
      `error: FILE: alfred-storage:backup.volumes.redis-data.method (files) is not possible while kubernetes.claims.redis-data.accessMode is ReadWriteOncePod, which lets no second pod in.
  Set it to none, or claim the volume with ReadWriteOnce.`,
    ],
    [
      "claims by the names of something else",
      claims({ storage: { size }, database: { size }, drill: { size } }, { storage: own, database: none, drill: own }),
      ["storage", "drill"]
        .map(
          (
            name,
          ) => `error: FILE: alfred-storage:backup.volumes.${name} ({"method":"files","beside":{"app":"redis"}}) is a name that recovery points have for something else, so the claim's files cannot be kept under it.
  Set its method to none, and say as its reason how else it is backed up.`,
        )
        .join("\n"),
    ],
  ]);
  judges(fileConfig, [
    ["the claim of the objects, which is covered", goodBackup({ to: { s3: inCluster } }), ""],
    [
      "the claim of the objects as a further one",
      {
        ...goodBackup({ to: { s3: inCluster }, volumes: { "db-storage-data": files } }),
        kubernetes: { ...fileConfig.kubernetes, claims: { "db-storage-data": { size } } },
      },
      `error: FILE: alfred-storage:backup.volumes.db-storage-data ({"method":"files"}) holds the objects, which recovery points have anyway, together with their rows.
  Remove it.`,
    ],
  ]);
});
