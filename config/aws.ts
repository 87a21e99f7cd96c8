import { z } from "zod";
import { bucketNameProblem } from "../components/object-store/names";
import { idPattern } from "../components/bucket-set/names";
import { identity, roleArn } from "./aws-identity";
import { count, forEditors, off, text, whereWritten } from "./fields";
import { routeHost } from "./kubernetes-names";

const twelveDigits = /^[0-9]{12}$/;
const account = z
  .string({
    error: ({ input }) =>
      typeof input === "number"
        ? "is a number, and of a number YAML drops the zeros in front; put the 12 digits in quotes"
        : undefined,
  })
  .refine((id) => twelveDigits.test(id), { error: "is not the id of an account; 12 digits are allowed" })
  .register(forEditors, { keywords: () => ({ pattern: twelveDigits.source }) });

const administratorPattern = /^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)\/[A-Za-z0-9+=,.@_/-]+$/;
const administrator = z
  .string()
  .superRefine((arn, context) => {
    const problem = administratorProblem(arn);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  })
  .register(forEditors, { keywords: () => ({ pattern: administratorPattern.source }) });

function administratorProblem(arn: string): string | undefined {
  if (administratorPattern.test(arn)) return undefined;
  const form = "write the ARN of a role or user of IAM, such as arn:aws:iam::123456789012:role/administrators";
  if (arn.includes(":assumed-role/")) return `is a session of a role; ${form}`;
  if (/:iam::[0-9]{12}:root$/.test(arn)) return `is a whole account; ${form}`;
  if (arn.includes("*")) return `has a *, which a policy of a key does not take for many; ${form}`;
  return `names no role and no user; ${form}`;
}

/** The classes from which an object can be read at once. */
const storageClasses = ["STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR"] as const;

const storageClass = z.enum(storageClasses, {
  error: ({ input }) => {
    const allowed = `allowed: ${storageClasses.join(", ")}`;
    if (input === "GLACIER" || input === "DEEP_ARCHIVE") {
      return `has to be restored before it is read, for which the service cannot wait; ${allowed}`;
    }
    if (input === "ONEZONE_IA") return `is lost with the one zone that it is in; ${allowed}`;
    return undefined;
  },
});

const daysFromZero = whereWritten("is not a number of days; a whole number from 0 is allowed");

const transition = z.strictObject({
  bucket: z.string().optional().describe("The id of a bucket of alfred-storage:buckets. Default: all of them."),
  storageClass: storageClass.describe("The cheaper class, from which an object can still be read at once."),
  days: z
    .int({ error: daysFromZero })
    .min(0, { error: daysFromZero })
    .describe("After how many days; S3 wants 30 at least for STANDARD_IA."),
});

const existingBucket = z
  .string()
  .superRefine((name, context) => {
    const problem = bucketNameProblem(name);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  })
  .register(forEditors, { keywords: () => ({ pattern: idPattern.source }) });

const accessLogs = z.strictObject({
  bucket: existingBucket
    .optional()
    .describe("A bucket that exists, in the account and region of the other. Default: the program makes one."),
  days: count("days").optional().describe("For how many days the program's own keeps them. Default: 365."),
});

/** S3 locks for a hundred years at most. */
const longestLock = 36500;
const locked = whereWritten(`is not a number of days; a whole number from 1 to ${longestLock} is allowed`);

/** The form of every region, with the partitions for governments and those in Europe. */
export const regionPattern = /^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$/;

const backups = z.strictObject({
  region: text(regionPattern, "a region such as us-west-2")
    .optional()
    .describe("The region of the bucket. Default: service.s3.region."),
  role: roleArn()
    .optional()
    .describe("A role of another account that is to own the bucket, by its ARN. Default: the stack's account owns it."),
  mode: z
    .enum(["governance", "compliance"])
    .default("governance")
    .describe(
      "Who can lift the lock: those whom IAM lets (governance), or nobody, the account's root included (compliance).",
    ),
  days: z
    .int({ error: locked })
    .min(1, { error: locked })
    .max(longestLock, { error: locked })
    .default(30)
    .describe("For how many days no version can be removed."),
  replicate: z
    .boolean()
    .default(false)
    .describe("Whether S3 copies each version of each object there, which is no recovery point without the rows."),
});

const certificatePattern = /^arn:aws[a-z-]*:acm:us-east-1:[0-9]{12}:certificate\/[0-9a-f-]+$/;
const certificate = z
  .string()
  .superRefine((arn, context) => {
    if (certificatePattern.test(arn)) return;
    const region = /^arn:aws[a-z-]*:acm:([a-z0-9-]+):/.exec(arn)?.[1];
    const message =
      region === undefined || region === "us-east-1"
        ? "is not the ARN of a certificate of ACM"
        : `is in ${region}, and CloudFront takes certificates of us-east-1 only`;
    context.addIssue({ code: "custom", message });
  })
  .register(forEditors, { keywords: () => ({ pattern: certificatePattern.source }) });

const cdn = z.strictObject({
  aliases: z
    .array(routeHost())
    .min(1, { error: "is an empty list; leave it out" })
    .optional()
    .describe("Host names of its own, for which certificate holds. Default: the one that CloudFront gives."),
  certificate: certificate
    .optional()
    .describe("The ARN of a certificate of ACM in us-east-1, for aliases. Default: CloudFront's own."),
  priceClass: z
    .enum(["PriceClass_100", "PriceClass_200", "PriceClass_All"])
    .default("PriceClass_100")
    .describe("In which parts of the world it answers: the cheapest, more, or all."),
});

const orOff = "is neither false nor a map of keys";

const form = z.strictObject({
  account: account
    .optional()
    .describe(
      "The account that credentials have to be of, 12 digits in quotes; another is refused. Default: that of the credentials.",
    ),
  createBucket: z
    .boolean()
    .default(true)
    .describe(
      "Whether the program makes the bucket, namePrefix and service.s3.bucket. false: service.s3.bucket exists, is looked at, and never changed.",
    ),
  // What a given bucket would ignore has no default here, so that the rules see what is written.
  keyAdministrators: z
    .array(administrator)
    .min(1, { error: "is an empty list; leave it out" })
    .optional()
    .describe(
      "Who administers the program's own KMS keys in the stack's account: ARNs of roles and users of IAM. Whoever runs pulumi up has to be among them. Default: whom the account's IAM lets.",
    ),
  noncurrentDays: count("days")
    .optional()
    .describe(
      "For how many days S3 keeps a version that was replaced or removed. There is no such key for current objects on purpose: their rows would stay. Default: 30.",
    ),
  transitions: z.array(transition).optional().describe("When objects move to a cheaper class of storage."),
  accessLogs: z
    .union([off(), accessLogs], { error: whereWritten(orOff) })
    .optional()
    .describe("Where S3 logs requests: false, or a map. Default: {}."),
  backups: z
    .union([off(), backups], { error: whereWritten(orOff) })
    .optional()
    .describe("A bucket with Object Lock for recovery points: false, or a map. Default: {}."),
  vpcEndpoint: text(/^vpce-[0-9a-f]{8,17}$/, "a gateway endpoint such as vpce-0123456789abcdef0")
    .optional()
    .describe("The gateway endpoint through which alone objects may be read and written. Default: any way, with TLS."),
  cdn: cdn.optional().describe("CloudFront in front of the public buckets; {} is enough. Default: off."),
  identity: identity
    .optional()
    .describe("How the service's pods get credentials of AWS, in place of static keys. Default: it is not known."),
});

/** The section where it is a map. */
export type AwsSection = z.output<typeof form>;

/** `alfred-storage:aws`. What is wrong as a whole is missing; what nobody wrote is false. */
export const aws = z.union([off(), form], { error: whereWritten(orOff) });
