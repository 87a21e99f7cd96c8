import { z } from "zod";
import { idPattern, idProblem } from "../components/bucket-set/names";
import { cpuShare, forEditors, port, size, text, whereWritten } from "./fields";

const s3Bucket = z
  .string()
  .superRefine((id, context) => {
    const problem = idProblem(id);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  })
  .describe("The S3 bucket that holds the objects of every bucket of the service.");

const s3 = z.strictObject({
  bucket: s3Bucket.optional(),
  region: text(/^[a-z0-9-]{1,64}$/, "a region such as us-west-2")
    .optional()
    .describe("The region of the bucket, such as us-west-2."),
  endpoint: text(/^https?:\/\/[^\s/@]+(\/[^\s@]*)?$/, "a URL such as https://minio.example.com")
    .optional()
    .describe("The URL of another S3 server. Default: Amazon's for the region."),
});

function share(role: string, cpu: string, memory: string) {
  return z.strictObject({
    cpu: cpuShare().prefault(cpu).describe(`CPU ${role}: cores (0.5, 2) or thousandths of a core (500m).`),
    memory: size().prefault(memory).describe(`Memory ${role}, such as ${memory}.`),
  });
}

const atLeastOne = { error: whereWritten("is not a number of replicas; a whole number from 1 is allowed") };
const replicas = z.int(atLeastOne).min(1, atLeastOne);

/** `alfred-storage:service` */
export const service = z.strictObject({
  backend: z
    .enum(["file", "s3"])
    .optional()
    .describe("Where the objects are. Default: file on docker, s3 on kubernetes."),
  path: text(/^(\/[^/\x00-\x1f\x7f]+)+\/?$/, "an absolute path such as /var/lib/storage")
    .optional()
    .describe("The folder of the file backend in the container. Default: /var/lib/storage."),
  s3: s3.optional().describe("The S3 bucket; only with backend: s3."),
  replicas: replicas
    .optional()
    .describe("How many copies of the service run. Default: 3 on kubernetes with s3, else 1."),
  port: port().default(5000).describe("The TCP port of the service."),
  uploadLimit: size()
    .prefault("50MiB")
    .describe("The largest object that any bucket may take; no bucket's own limit may be above it."),
  tenantId: text(/^[A-Za-z0-9_-]{1,63}$/, "a tenant id; 1 to 63 letters, digits, _ and - are allowed")
    .default("storage-single-tenant")
    .describe("Part of every object's path. It cannot change once there is data."),
  multiTenant: z
    .boolean()
    .default(false)
    .describe("Several tenants in one service. Not supported yet: leave it false."),
  resources: z
    .strictObject({
      requests: share("that is set aside for each replica", "0.5", "1GiB").prefault({}).describe("What is set aside."),
      limits: share("that each replica may use at most", "1", "2GiB")
        .prefault({})
        .describe("What may be used at most."),
    })
    .prefault({})
    .describe("What each replica gets."),
});
export type Service = z.output<typeof service>;
forEditors.add(s3Bucket, { keywords: () => ({ pattern: idPattern.source }) });
