import { z } from "zod";
import {
  absoluteFolder,
  count,
  cpuForms,
  cpuShare,
  off,
  port,
  seedSpelling,
  share,
  size,
  standardPorts,
  text,
  url,
  whereWritten,
} from "./fields";
import { multiTenant } from "./multi-tenant";
import { s3, s3Protocol } from "./s3";

const requests = z.strictObject({
  cpu: cpuShare()
    .optional()
    .describe(`CPU that is set aside for each replica: ${cpuForms}. Default: 0.5, and no more than the limit.`),
  memory: size()
    .optional()
    .describe("Memory that is set aside for each replica, such as 1GiB. Default: 1GiB, and no more than the limit."),
});

const percentage = whereWritten("is not a percentage; a whole number from 1 to 100 is allowed");
const autoscaling = z.strictObject({
  maxReplicas: count("replicas").optional().describe("The most copies. Default: twice service.replicas."),
  cpuUtilization: z
    .int({ error: percentage })
    .min(1, { error: percentage })
    .max(100, { error: percentage })
    .default(70)
    .describe("The share of the requested CPU, in percent, above which copies are added."),
});

/** `alfred-storage:service` */
export const service = z.strictObject({
  backend: z
    .enum(["file", "s3"])
    .optional()
    .describe("Where the objects are. Default: file on docker, s3 on kubernetes."),
  path: text(/^(\/[^/\x00-\x1f\x7f]+)+\/?$/, "an absolute path such as /var/lib/storage")
    .optional()
    .describe("The folder of the file backend in the container. Default: /var/lib/storage."),
  hostFolder: absoluteFolder()
    .optional()
    .describe(
      "The folder of the Docker host in which the file backend's volume lies, such as an encrypted one. Default: Docker's own place.",
    ),
  encryptAtRest: z
    .boolean()
    .optional()
    .describe(
      "Whether the file backend's objects have to be encrypted on the disk. The service itself encrypts nothing, so on docker hostFolder has to name an encrypted folder, and on kubernetes the class of the claim db-storage-data has to encrypt. Default: false.",
    ),
  encrypt_at_rest: z.boolean().optional().describe(seedSpelling("encryptAtRest")),
  encryption_key: z
    .never({
      error:
        "has no effect, because the service encrypts no file itself; remove it, mount an encrypted folder, and name that in service.hostFolder",
    })
    .optional()
    .describe("The seed's key for files, which is refused: the service encrypts no file itself. See hostFolder."),
  s3: s3.optional().describe("The S3 bucket; only with backend: s3."),
  replicas: count("replicas")
    .optional()
    .describe("How many copies of the service run. Default: 3 on kubernetes with s3, else 1."),
  autoscaling: z
    .union([off(), autoscaling], { error: whereWritten("is neither false nor a map of keys") })
    .optional()
    .describe(
      "How many copies there may be under load: false, or a map. Default: up to twice replicas, on kubernetes with s3.",
    ),
  databaseConnections: count("connections")
    .default(10)
    .describe("Connections to the database that each replica keeps in its pool at most."),
  queue: z
    .boolean()
    .default(false)
    .describe("Whether the service works large jobs, such as emptying a bucket, off a queue in its database."),
  migrationsFreezeAt: text(/^[a-z0-9_-]{1,100}$/i, "the name of a migration such as custom-metadata")
    .optional()
    .describe("The last of the service's own migrations that it applies; later ones wait. Default: it applies all."),
  port: port().default(standardPorts.service).describe("The TCP port of the service; on docker, on 127.0.0.1."),
  uploadLimit: size()
    .prefault("50MiB")
    .describe("The largest object that any bucket may take; no bucket's own limit may be above it."),
  publicUrl: url(
    /^https?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(\/[^\s/?#@]+)*$/,
    "a URL such as https://storage.example.com, without a user, a query and a slash at its end",
  )
    .optional()
    .describe(
      "The URL by which clients reach the service; it stands in the URLs that it hands out. Default on docker: the port on 127.0.0.1.",
    ),
  s3Protocol: s3Protocol.optional().describe("Lets clients use the S3 protocol too; {} is enough. Default: off."),
  tenantId: text(/^[A-Za-z0-9_-]{1,63}$/, "a tenant id; 1 to 63 letters, digits, _ and - are allowed")
    .optional()
    .describe("Part of every object's path. It cannot change once there is data. Default: storage-single-tenant."),
  multiTenant: multiTenant
    .default(false)
    .describe(
      "Several tenants in one service: false, or a map of what they need. Each has a database and keys of its own, which the admin API takes.",
    ),
  resources: z
    .strictObject({
      requests: requests.optional().describe("What is set aside; only on kubernetes."),
      limits: share("that each replica may use at most", "1", "2GiB")
        .prefault({})
        .describe("What may be used at most."),
    })
    .prefault({})
    .describe("What each replica gets."),
});
