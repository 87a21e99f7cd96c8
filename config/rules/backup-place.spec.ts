import { cloudConfig, dockerConfig, fileConfig, goodBackup, goodConfig, goodS3, inAws, judges } from "../fixture";

const to = (place: object) => ({ backup: { to: place } });
const s3 = { bucket: "alfred", region: "us-west-2" };
const inS3 = { service: { backend: "s3", s3 } };
const outlive = "For what has to outlive it write backup.to: { s3: … }, or a folder that is another machine's.";
const missing = (where: string, or = "") =>
  `error: FILE: alfred-storage:backup.to is missing: ${where} recovery points go to a bucket of S3, and none is known for them.
  Write backup.to: { s3: { bucket: …, region: … } }${or}.`;

describe("the rules of where recovery points go", () => {
  judges(dockerConfig, [
    [
      "the volume on the same machine",
      { backup: {} },
      `note: FILE: alfred-storage:backup.to is the volume alfred-backups by default, which is on the machine of the data, and is lost with it.
  ${outlive}`,
    ],
    [
      "a volume on the same machine",
      to({ volume: "recovery" }),
      `note: FILE: alfred-storage:backup.to.volume (recovery) is on the machine of the data, and is lost with it.
  ${outlive}`,
    ],
    ["a folder", to({ folder: "/mnt/backups" }), ""],
    [
      "no place",
      to({}),
      `error: FILE: alfred-storage:backup.to names no place.
  Write volume, folder or s3; or leave it out.`,
    ],
    [
      "three places",
      to({ volume: "recovery", folder: "/mnt/backups", s3: {} }),
      `error: FILE: alfred-storage:backup.to has volume, folder and s3, but there is one place.
  Keep one of them.`,
    ],
    [
      "a volume that holds data",
      to({ volume: "redis-data" }),
      `error: FILE: alfred-storage:backup.to.volume (redis-data) is also volumes.redis: recovery points would lie among the data.
  Choose another.`,
    ],
    [
      "data in the volume that is the default",
      { backup: {}, volumes: { llm: "alfred-backups" } },
      `error: FILE: alfred-storage:backup.to is the volume alfred-backups by default, which is also volumes.llm: recovery points would lie among the data.
  Choose another.`,
    ],
    [
      "a folder within that of the objects",
      { ...to({ folder: "/srv/files/backups" }), service: { hostFolder: "/srv/files" } },
      `error: FILE: alfred-storage:backup.to.folder (/srv/files/backups) is in service.hostFolder, /srv/files: recovery points would lie among the data.
  Choose another.`,
    ],
    [
      "a folder beside that of the objects",
      { ...to({ folder: "/srv/files-2" }), service: { hostFolder: "/srv/files" } },
      "",
    ],
    [
      "S3 without a place",
      { backup: {}, ...inS3 },
      missing("with the s3 backend", ", or alfred-storage:aws, with which the program makes one"),
    ],
    ["S3 with the bucket that the program makes", { backup: {}, ...inS3, aws: {} }, ""],
    [
      "S3 with the program's bucket turned off",
      { backup: {}, ...inS3, aws: { backups: false } },
      missing("with the s3 backend", ", or let aws.backups make one"),
    ],
    [
      "S3 with a bucket that exists",
      { backup: {}, ...inS3, aws: { createBucket: false } },
      missing("with the s3 backend"),
    ],
    [
      "another S3 server",
      { backup: {}, service: { backend: "s3", s3: { ...s3, server: "minio", endpoint: "http://10.0.0.7:9000" } } },
      missing("with the s3 backend"),
    ],
    [
      "a folder for objects in S3",
      { ...to({ folder: "/mnt/backups" }), ...inS3 },
      `error: FILE: alfred-storage:backup.to.folder (/mnt/backups) cannot hold the objects of an S3 backend: S3 copies them itself, to a bucket.
  Write backup.to.s3 in its place.`,
    ],
    [
      "a section aws that could not be read, of which nothing else is said",
      { backup: {}, ...inS3, aws: { createBucket: "no" } },
      "error: FILE: alfred-storage:aws.createBucket (no) is neither true nor false.",
    ],
  ]);
  judges(goodConfig, [
    [
      "kubernetes without a place",
      goodBackup({}),
      missing("on kubernetes", ", or alfred-storage:aws, with which the program makes one"),
    ],
    [
      "a volume on kubernetes",
      goodBackup({ to: { volume: "recovery" } }),
      `error: FILE: alfred-storage:backup.to.volume (recovery) has no effect on kubernetes, where recovery points go to a bucket of S3.
  Write backup.to.s3 in its place.`,
    ],
    [
      "a place that could not be read, of which nothing else is said",
      goodBackup({ to: { s3: { server: "mini" } } }),
      `error: FILE: alfred-storage:backup.to.s3.server (mini) is not known; allowed: aws, minio, ceph, garage, r2, other.
  Write minio.`,
    ],
  ]);
  judges(fileConfig, [["files on kubernetes without a place", goodBackup({}), missing("on kubernetes")]]);
  judges(cloudConfig, [
    ["the bucket that the program makes", goodBackup({}), ""],
    [
      "the program's bucket turned off",
      { ...goodBackup({}), ...inAws({ backups: false }) },
      missing("on kubernetes", ", or let aws.backups make one"),
    ],
    ["a bucket that exists beside it", goodBackup({ to: { s3: { bucket: "recovery", region: "us-west-2" } } }), ""],
    [
      "the program's bucket at Amazon's own URL",
      { ...goodBackup({}), ...goodS3({ endpoint: "https://s3.us-west-2.amazonaws.com" }) },
      "",
    ],
  ]);
});
