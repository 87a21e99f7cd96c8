import { dockerConfig, judges } from "./fixture";

const toFolder = { to: { folder: "/mnt/backups" } };
const backup = (change: object) => ({ backup: { ...toFolder, ...change } });
const inBucket = (change: object) => ({
  backup: { to: { s3: { bucket: "recovery", region: "us-west-2", ...change } } },
});

describe("the keys of recovery points", () => {
  judges(dockerConfig, [
    ["all defaults but the place", backup({}), ""],
    [
      "everything that can be written",
      backup({
        schedule: "17 */6 * * *",
        drill: "17 4 * * sun",
        keep: { daily: 1, weekly: 1, monthly: 1 },
        password: "of-the-repository",
        readAs: "administrator",
        wholeDatabase: false,
        volumes: { redis: { method: "files" }, llm: { method: "none", reason: "It is downloaded anew" } },
        resources: { limits: { cpu: "500m", memory: "2GiB" } },
      }),
      "",
    ],
    [
      "what is neither off nor a map",
      { backup: true },
      "error: FILE: alfred-storage:backup (true) is neither false nor a map of keys; {} is enough.",
    ],
    [
      "a reason that says nothing",
      { backup: { none: "test" } },
      "error: FILE: alfred-storage:backup.none (test) is not a reason; write in ten characters or more why this environment is not backed up.",
    ],
    [
      "blanks for a reason",
      { backup: { none: " ".repeat(20) } },
      `error: FILE: alfred-storage:backup.none ("                    ") is not a reason; write in ten characters or more why this environment is not backed up.`,
    ],
    [
      "every mistake beside the place",
      backup({
        schedule: "17 2 * * 7",
        drill: 17,
        keep: { daily: 0, weekly: 1.5, monthly: "all", yearly: 1 },
        password: "",
        readAs: "owner",
        wholeDatabase: "no",
        resources: { limits: { memory: "1G" }, scratch: "10G" },
        volume: "backups",
      }),
      `error: FILE: alfred-storage:backup.schedule ("17 2 * * 7") has 7 as its day of the week; write *, */2 and so on, or numbers from 0 to 6 (or sun to sat), ranges such as 0-4, and several of them with commas.
error: FILE: alfred-storage:backup.drill (17) is not text.
error: FILE: alfred-storage:backup.keep.daily (0) is not a number of days; a whole number from 1 is allowed.
error: FILE: alfred-storage:backup.keep.weekly (1.5) is not a number of weeks; a whole number from 1 is allowed.
error: FILE: alfred-storage:backup.keep.monthly (all) is not a number of months; a whole number from 1 is allowed.
error: FILE: alfred-storage:backup.keep.yearly is not a known key; known: daily, weekly, monthly.
  Remove it.
error: FILE: alfred-storage:backup.password is empty.
error: FILE: alfred-storage:backup.readAs (owner) is not known; allowed: role, administrator.
error: FILE: alfred-storage:backup.wholeDatabase (no) is neither true nor false.
error: FILE: alfred-storage:backup.resources.limits.memory (1G) has the ambiguous unit G; write GiB (powers of 1024) or GB (powers of 1000).
error: FILE: alfred-storage:backup.resources.scratch (10G) has the ambiguous unit G; write GiB (powers of 1024) or GB (powers of 1000).
error: FILE: alfred-storage:backup.volume is not a known key; known: none, schedule, drill, keep, to, password, readAs, wholeDatabase, volumes, resources.
  Rename it to volumes.`,
    ],
    [
      "every mistake in volumes",
      backup({
        volumes: {
          Redis: { method: "files" },
          redis: { method: "file" },
          llm: { method: "none", reason: "no" },
          vector: { reason: "It is made anew" },
          metrics: { method: "files", user: 0, beside: { App: "metrics" } },
        },
      }),
      `error: FILE: alfred-storage:backup.volumes.Redis ({"method":"files"}) is not a name of at most 63 lower-case letters, digits and dashes.
error: FILE: alfred-storage:backup.volumes.redis.method (file) is not known; allowed: files, none.
  Write files.
error: FILE: alfred-storage:backup.volumes.llm.reason (no) is not a reason; write in ten characters or more why it is not backed up.
error: FILE: alfred-storage:backup.volumes.vector.method is missing; allowed: files, none.
  Add it: files: its files are read while programs go on writing; none: it is not backed up.
error: FILE: alfred-storage:backup.volumes.metrics.beside.App (metrics) is not a label's key; 1 to 63 of a-z, 0-9, '.', '_' and '-' are allowed, one '/' among them, and a letter or a digit first and last.
error: FILE: alfred-storage:backup.volumes.metrics.user (0) is not a user's number; a whole number from 1 to 2147483647 is allowed, since jobs do not run as root.`,
    ],
    ["a path in a bucket", inBucket({ prefix: "alfred/prod.1" }), ""],
    ...["/alfred", "alfred/", "alfred//prod", "alfred/../prod", "..", "a b"].map(
      (prefix) =>
        [
          `the path ${prefix} in a bucket`,
          inBucket({ prefix }),
          `error: FILE: alfred-storage:backup.to.s3.prefix (${/[ ]|^[.]+$/.test(prefix) ? JSON.stringify(prefix) : prefix}) is not a path such as alfred/prod, without a slash at its beginning and at its end.`,
        ] as const,
    ),
    [
      "every mistake in a place, without showing a secret",
      {
        backup: {
          to: {
            volume: "-backups",
            folder: "mnt/../backups",
            s3: { bucket: "Recovery", endpoint: "minio:9000", accessKeyId: "", secretAccessKey: 7, key: "hunter2" },
          },
        },
      },
      `error: FILE: alfred-storage:backup.to.volume (-backups) is not a name of a Docker volume; 1 to 128 letters, digits, '_', '.' and '-' are allowed, a letter or a digit first.
error: FILE: alfred-storage:backup.to.folder (mnt/../backups) is not an absolute path such as /srv/alfred-storage, without . and .. and without a slash at its end.
error: FILE: alfred-storage:backup.to.s3.bucket (Recovery) may hold only lower-case letters, digits, dashes and dots.
error: FILE: alfred-storage:backup.to.s3.endpoint (minio:9000) is not a URL such as https://minio.example.com.
error: FILE: alfred-storage:backup.to.s3.accessKeyId is empty.
error: FILE: alfred-storage:backup.to.s3.secretAccessKey is not text.
error: FILE: alfred-storage:backup.to.s3.key is not a known key; known: bucket, region, server, endpoint, forcePathStyle, prefix, accessKeyId, secretAccessKey.
  Remove it.`,
    ],
  ]);
});
