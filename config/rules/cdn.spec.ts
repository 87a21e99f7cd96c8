import { cloudConfig, goodBucket, goodTenants, goodService, inAws, judges } from "../fixture";

const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef";
const cdn = (written: object, change: object = { public: true }) => ({
  ...inAws({ cdn: written }),
  ...goodBucket({ ...change }),
});

describe("the rules of CloudFront", () => {
  judges(cloudConfig, [
    ["nothing but a public bucket", cdn({}), ""],
    ["a host name with its certificate", cdn({ aliases: ["cdn.example.com"], certificate }), ""],
    [
      "a host name without a certificate",
      cdn({ aliases: ["cdn.example.com"] }),
      `error: FILE: alfred-storage:aws.cdn.certificate is missing, and CloudFront takes aws.cdn.aliases only with a certificate for them.
  Set it to the ARN of one in us-east-1, or remove aws.cdn.aliases.`,
    ],
    [
      "a certificate without a host name",
      cdn({ certificate }),
      `error: FILE: alfred-storage:aws.cdn.certificate (arn:aws:acm:us-east-1:123456789012:certificate/01234567-89a…) has no effect without aws.cdn.aliases, for which it would hold.
  Name them, or remove it.`,
    ],
    [
      "no public bucket",
      cdn({}, {}),
      `error: FILE: alfred-storage:aws.cdn ({}) serves nothing, since no bucket of alfred-storage:buckets is public.
  Write public: true of those that it is for, or remove it.`,
    ],
    [
      "no bucket",
      { ...inAws({ cdn: {} }), buckets: [] },
      `error: FILE: alfred-storage:aws.cdn ({}) serves nothing, since no bucket of alfred-storage:buckets is public.
  Write public: true of those that it is for, or remove it.`,
    ],
    [
      "a bucket that could not be read",
      cdn({}, { public: "yes" }),
      "error: FILE: alfred-storage:buckets[0].public (yes) is neither true nor false.",
    ],
    [
      "several tenants",
      { ...cdn({}), ...goodService({ multiTenant: goodTenants }) },
      `error: FILE: alfred-storage:aws.cdn ({}) serves nothing with service.multiTenant, where each tenant has buckets of its own.
  Remove it, or set service.multiTenant to false.`,
    ],
  ]);
});
