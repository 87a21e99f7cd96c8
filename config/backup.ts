import { z } from "zod";
import { scheduleProblem } from "./cron";
import { absoluteFolder, count, cpuForms, cpuShare, off, secret, share, size, text, whereWritten } from "./fields";
import { setSecret } from "./key-text";
import { name } from "./kubernetes-names";
import { labels } from "./labels";
import { bucket, endpoint, region, s3Servers } from "./s3";
import { volumeName } from "./volumes";

/** What holds where nothing is written. */
export const standard = {
  schedule: "17 2 * * *",
  drill: "17 4 * * 0",
  keep: { daily: 7, weekly: 4, monthly: 12 },
  volume: "alfred-backups",
  limits: { cpu: "1", memory: "1GiB" },
  requests: { cpu: "250m", memory: "512MiB" },
  scratch: "10GiB",
} as const;

const schedule = () =>
  z.string().superRefine((written, context) => {
    const problem = scheduleProblem(written);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  });

const reason = (what: string) =>
  text(/^\S[^\x00-\x1f\x7f]{8,}\S$/, `a reason; write in ten characters or more why ${what} is not backed up`);

const keep = z.strictObject({
  daily: count("days").default(standard.keep.daily).describe("Of how many days that have one, the newest."),
  weekly: count("weeks").default(standard.keep.weekly).describe("Of how many weeks that have one, the newest."),
  monthly: count("months").default(standard.keep.monthly).describe("Of how many months that have one, the newest."),
});

const s3 = z.strictObject({
  bucket: bucket
    .optional()
    .describe("A bucket that exists, with versions and Object Lock, and another one than that of the objects."),
  region: region().optional().describe("Its region. Default: that of a server other than aws."),
  server: z.enum(s3Servers).default("aws").describe("What kind of S3 server it is, as in service.s3."),
  endpoint: endpoint().optional().describe("The URL of another S3 server. Default: Amazon's for the region."),
  forcePathStyle: z
    .boolean()
    .optional()
    .describe("Whether the bucket's name stands in the path of URLs, as in service.s3. Default: that of the server."),
  prefix: text(
    /^(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)*$/,
    "a path such as alfred/prod, without a slash at its beginning and at its end",
  )
    .optional()
    .describe("The path in the bucket below which everything is kept. Default: the bucket itself."),
  accessKeyId: secret()
    .optional()
    .describe(
      `Static credentials, where the jobs have no identity of their own; with the s3 backend they read the objects, too, and those of service.s3 are the default. Set it with: ${setSecret("backup", "to", "s3", "accessKeyId")}`,
    ),
  secretAccessKey: secret()
    .optional()
    .describe(`Belongs to accessKeyId. Set it with: ${setSecret("backup", "to", "s3", "secretAccessKey")}`),
});

const to = z.strictObject({
  volume: volumeName()
    .optional()
    .describe("A Docker volume, without namePrefix. It is on the machine of the data, and is lost with it."),
  folder: absoluteFolder().optional().describe("A folder of the Docker host, such as one of another disk."),
  s3: s3.optional().describe("A bucket of S3."),
});

const user = whereWritten(
  "is not a user's number; a whole number from 1 to 2147483647 is allowed, since jobs do not run as root",
);
const volume = z.strictObject({
  method: z
    .enum(["files", "none"])
    .describe("files: its files are read while programs go on writing; none: it is not backed up."),
  reason: reason("it").optional().describe("Why it is not backed up. Only with method: none."),
  beside: labels
    .optional()
    .describe(
      "Labels of the pods that mount the claim, since one with ReadWriteOnce is reached on their node only. Only on kubernetes.",
    ),
  user: z
    .int({ error: user })
    .min(1, { error: user })
    .max(2 ** 31 - 1, { error: user })
    .optional()
    .describe("The number of the user that may read the files. Only on kubernetes. Default: that of the image."),
});

const requests = z.strictObject({
  cpu: cpuShare()
    .optional()
    .describe(`CPU that is set aside for a job: ${cpuForms}. Default: 250m, and no more than the limit.`),
  memory: size()
    .optional()
    .describe("Memory that is set aside for a job, such as 512MiB. Default: 512MiB, and no more than the limit."),
});

const resources = z.strictObject({
  requests: requests.optional().describe("What is set aside; only on kubernetes."),
  limits: share("that a job may use at most", standard.limits.cpu, standard.limits.memory)
    .prefault({})
    .describe("What may be used at most."),
  scratch: size()
    .optional()
    .describe(
      "How much of its node's disk a job may use, such as 10GiB: a drill restores the database and the files there. Only on kubernetes. Default: 10GiB.",
    ),
});

// Beside `none` nothing may stand, so nothing has a default here: the rules see what is written.
const form = z.strictObject({
  none: reason("this environment")
    .optional()
    .describe("Why nothing is backed up, where that is meant; the only key then."),
  schedule: schedule()
    .optional()
    .describe(`When recovery points are made, as cron writes it, in UTC. Default: ${standard.schedule}.`),
  drill: schedule()
    .optional()
    .describe(
      `When the newest recovery point is restored on trial, as cron writes it, in UTC. Default: ${standard.drill}.`,
    ),
  keep: keep.optional().describe("Which recovery points stay. Default: of 7 days, 4 weeks and 12 months."),
  to: to
    .optional()
    .describe(
      "Where recovery points go. Default: the bucket of aws.backups; with the file backend on docker the volume alfred-backups.",
    ),
  password: secret()
    .optional()
    .describe(
      `With which recovery points are encrypted, where there are some already, such as after pulumi destroy. Default: the program makes one, the output backupPassword. Set it with: ${setSecret("backup", "password")}`,
    ),
  readAs: z
    .enum(["role", "administrator"])
    .optional()
    .describe(
      "As whom the database is read. role: alfred_backup, which the program makes, and which sees everything and changes nothing; administrator: where nobody may make such a role, as without BYPASSRLS. Default: role.",
    ),
  wholeDatabase: z
    .boolean()
    .optional()
    .describe(
      "Whether the rest of the database is backed up beside the schema storage, on a given server too. Default: true.",
    ),
  volumes: z
    .record(name(), volume)
    .optional()
    .describe(
      "How each further volume is backed up: on docker by purpose (redis, vector, llm, metrics, dashboard), with files by default; on kubernetes each of kubernetes.claims by its name.",
    ),
  resources: resources.optional().describe("What a job gets."),
});

/** The section where it is a map. */
export type BackupSection = z.output<typeof form>;

/** `alfred-storage:backup`. What is wrong as a whole is missing; what nobody wrote is false. */
export const backup = z.union([off(), form], { error: whereWritten("is neither false nor a map of keys") });
