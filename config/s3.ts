import { z } from "zod";
import { idPattern, idProblem } from "../components/bucket-set/names";
import { forEditors, secret, seedSpelling, text, url } from "./fields";
import { setSecret } from "./key-text";

/** The name of a bucket. */
export const bucket = z
  .string()
  .superRefine((id, context) => {
    const problem = idProblem(id);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  })
  .register(forEditors, { keywords: () => ({ pattern: idPattern.source }) });

export const region = () => text(/^[a-z0-9-]{1,64}$/, "a region such as us-west-2");

export const endpoint = () => url(/^https?:\/\/[^\s/@]+(\/[^\s@]*)?$/, "a URL such as https://minio.example.com");

/** The kinds of S3 servers; what each needs is in config/s3-servers.ts. */
export const s3Servers = ["aws", "minio", "ceph", "garage", "r2", "other"] as const;

const encryptionType = z.enum(["AES256", "aws:kms"]);

const keyId = "([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})";
const keyPattern = new RegExp(`^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/)?${keyId}$`);
const key = z
  .string()
  .superRefine((written, context) => {
    if (keyPattern.test(written)) return;
    const message = /(^|:)alias\//.test(written)
      ? "is an alias; name the key itself, since the grants of a bucket do"
      : "is not a KMS key; write its ARN, or its id such as 1234abcd-12ab-34cd-56ef-1234567890ab";
    context.addIssue({ code: "custom", message });
  })
  .register(forEditors, { keywords: () => ({ pattern: keyPattern.source }) });

/** `alfred-storage:service.s3` */
export const s3 = z.strictObject({
  bucket: bucket.optional().describe("The S3 bucket that holds the objects of every bucket of the service."),
  region: region()
    .optional()
    .describe("The region of the bucket, such as us-west-2. Default: that of a server other than aws."),
  server: z
    .enum(s3Servers)
    .default("aws")
    .describe(
      "What kind of S3 server it is, which decides how it is addressed, which checksums it understands, and the default of region.",
    ),
  endpoint: endpoint().optional().describe("The URL of another S3 server. Default: Amazon's for the region."),
  forcePathStyle: z
    .boolean()
    .optional()
    .describe(
      "Whether the bucket's name stands in the path of URLs and not in their host. Default: that of the server; for aws, true with an endpoint, else false.",
    ),
  encrypt: z
    .boolean()
    .optional()
    .describe("Whether S3 encrypts the objects; false is refused, since nobody can turn it off. Default: true."),
  encryptionType: encryptionType
    .optional()
    .describe("With S3's own key, or with one of KMS. Only with alfred-storage:aws. Default: AES256."),
  encryption_type: encryptionType.optional().describe(seedSpelling("encryptionType")),
  kmsKeyId: key
    .optional()
    .describe(
      "The KMS key, by its ARN or id, with encryptionType: aws:kms. Default: the program makes one; of a bucket that exists, any.",
    ),
  kms_key_id: key.optional().describe(seedSpelling("kmsKeyId")),
  accessKeyId: secret()
    .optional()
    .describe(
      `Static credentials, where the machine has no identity of its own. Set it with: ${setSecret("service", "s3", "accessKeyId")}`,
    ),
  secretAccessKey: secret()
    .optional()
    .describe(`Belongs to accessKeyId. Set it with: ${setSecret("service", "s3", "secretAccessKey")}`),
});

export type S3Section = z.output<typeof s3>;

/** `alfred-storage:service.s3Protocol` */
export const s3Protocol = z.strictObject({
  prefix: text(/^(\/[A-Za-z0-9._~-]+)*$/, "a path such as /storage/v1, without a slash at its end")
    .default("")
    .describe("The path before the protocol's routes, such as /storage/v1."),
  region: region()
    .optional()
    .describe("The region that clients sign for. Default: service.s3.region with the s3 backend, else local."),
  publicHostHeader: text(/^[A-Za-z0-9-]{1,64}$/, "the name of a header, such as x-forwarded-host")
    .transform((name) => name.toLowerCase()) // as the service has the headers of a request
    .optional()
    .describe(
      "The header in which a proxy passes on the host that the client signed for, such as x-forwarded-host. Default: the host of the request itself.",
    ),
});
