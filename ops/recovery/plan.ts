import { readFileSync } from "node:fs";
import { z } from "zod";
import { Failure } from "../../cluster/failure";

const folder = z.string().regex(/^\//, "is not an absolute path");
const bucket = z.strictObject({
  bucket: z.string(),
  region: z.string(),
  /** The URL of another S3 server than Amazon's. */
  endpoint: z.string().optional(),
  forcePathStyle: z.boolean().optional(),
  /** The path in it below which everything is kept, without slashes around it. Default, as where it is empty: none. */
  prefix: z.string().optional(),
  /** Whether checksums are left out where S3 does not demand them, since the server does not know the newer ones. */
  checksumsWhenRequired: z.boolean().optional(),
  /** A JSON file with `accessKeyId` and `secretAccessKey`. Default: what the surroundings give, such as a pod's identity. */
  credentialsFile: folder.optional(),
});

const plan = z.strictObject({
  stack: z.string(),
  /** restic's repository: a folder, or `s3:https://host/bucket/prefix`, signed in to as `repositoryBucket` says. */
  repository: z.string(),
  repositoryPasswordFile: folder,
  /** Present where the repository is in S3. */
  repositoryBucket: bucket.optional(),
  database: z.strictObject({
    host: z.string(),
    port: z.int(),
    name: z.string(),
    username: z.string(),
    /** Missing where the server asks for none. */
    passwordFile: folder.optional(),
    tls: z.enum(["disable", "require", "verify-full"]),
    tlsCertificateAuthorityFile: folder.optional(),
  }),
  /** Where the objects' blobs are. */
  objects: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("file"),
      /** That of the tenant, which holds a folder for each bucket. */
      folder,
    }),
    z.strictObject({
      kind: z.literal("s3"),
      ...bucket.shape,
      tenant: z.string(),
      /** Where copies of them go, which nobody can remove for a while. */
      copies: bucket,
    }),
  ]),
  /** Whether the rest of the database is backed up, too. */
  wholeDatabase: z.boolean(),
  /** Folders of other data volumes by the name of their scope. */
  volumes: z.record(z.string(), z.strictObject({ folder })),
  /** How many sets are kept: the newest of so many days, weeks and months that have one. */
  keep: z.strictObject({ daily: z.int(), weekly: z.int(), monthly: z.int() }),
  /** A folder in which a run may write while it lasts. */
  scratch: folder,
  /** A folder for metrics in Prometheus' text format. Default: none are written. */
  metrics: folder.optional(),
  /** When a scheduler without Kubernetes does what, as cron writes it, in UTC. */
  schedule: z.strictObject({ backup: z.string(), drill: z.string() }).optional(),
});

/** What a run has to know: made by the component, read by its jobs. There is no secret in it. */
export type Plan = z.infer<typeof plan>;
/** An S3 bucket with a way to sign in. */
export type BucketPlace = z.infer<typeof bucket>;

/** @throws Failure with everything that is wrong with it */
export function readPlan(file: string): Plan {
  const { data, error } = plan.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (data !== undefined) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Failure(`${file} is no plan of this version:\n${problems.join("\n")}`);
}
