import { cloudConfig, goodAws, inAws, judges } from "./fixture";

const role = "arn:aws:iam::123456789012:role/platform/administrators";

describe("a stack file's section aws", () => {
  judges(cloudConfig, [
    ["the least that has to be written, with an identity", inAws({}), ""],
    [
      "everything that can be written",
      inAws({
        account: "012345678901",
        createBucket: true,
        noncurrentDays: 90,
        transitions: [
          { storageClass: "INTELLIGENT_TIERING", days: 0 },
          { bucket: "agent-documents", storageClass: "STANDARD_IA", days: 30 },
        ],
        accessLogs: { bucket: "alfred-logs" },
        backups: { region: "eu-central-1", role, mode: "governance", days: 90, replicate: true },
        vpcEndpoint: "vpce-0123456789abcdef0",
        identity: { ...goodAws.identity, permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" },
      }),
      "",
    ],
    ["what is off", inAws({ accessLogs: false, backups: false }), ""],
    [
      "a section that is on",
      { aws: true },
      "error: FILE: alfred-storage:aws (true) is neither false nor a map of keys; {} is enough.",
    ],
    ["a section in words", { aws: "yes" }, "error: FILE: alfred-storage:aws (yes) is neither false nor a map of keys."],
    [
      "an account without quotes",
      inAws({ account: 12345678901 }),
      "error: FILE: alfred-storage:aws.account (12345678901) is a number, and of a number YAML drops the zeros in front; put the 12 digits in quotes.",
    ],
    [
      "an account with dashes",
      inAws({ account: "1234-5678-9012" }),
      "error: FILE: alfred-storage:aws.account (1234-5678-9012) is not the id of an account; 12 digits are allowed.",
    ],
    [
      "every mistake in administrators of keys",
      inAws({
        keyAdministrators: [
          role,
          "arn:aws:iam::123456789012:user/ada",
          "arn:aws:sts::123456789012:assumed-role/administrators/ada",
          "arn:aws:iam::123456789012:root",
          "arn:aws:iam::123456789012:role/*",
          "administrators",
        ],
      }),
      `error: FILE: alfred-storage:aws.keyAdministrators[2] (arn:aws:sts::123456789012:assumed-role/administrators/ada) is a session of a role; write the ARN of a role or user of IAM, such as arn:aws:iam::123456789012:role/administrators.
error: FILE: alfred-storage:aws.keyAdministrators[3] (arn:aws:iam::123456789012:root) is a whole account; write the ARN of a role or user of IAM, such as arn:aws:iam::123456789012:role/administrators.
error: FILE: alfred-storage:aws.keyAdministrators[4] (arn:aws:iam::123456789012:role/*) has a *, which a policy of a key does not take for many; write the ARN of a role or user of IAM, such as arn:aws:iam::123456789012:role/administrators.
error: FILE: alfred-storage:aws.keyAdministrators[5] (administrators) names no role and no user; write the ARN of a role or user of IAM, such as arn:aws:iam::123456789012:role/administrators.`,
    ],
    [
      "every mistake in transitions",
      inAws({
        transitions: [
          { storageClass: "GLACIER", days: 30 },
          { storageClass: "DEEP_ARCHIVE", days: 30 },
          { storageClass: "ONEZONE_IA", days: 30 },
          { storageClass: "INTELIGENT_TIERING", days: -1 },
          { bucket: 1, days: 0.5, day: 1 },
        ],
      }),
      `error: FILE: alfred-storage:aws.transitions[0].storageClass (GLACIER) has to be restored before it is read, for which the service cannot wait; allowed: STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR.
  Write GLACIER_IR.
error: FILE: alfred-storage:aws.transitions[1].storageClass (DEEP_ARCHIVE) has to be restored before it is read, for which the service cannot wait; allowed: STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR.
error: FILE: alfred-storage:aws.transitions[2].storageClass (ONEZONE_IA) is lost with the one zone that it is in; allowed: STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR.
error: FILE: alfred-storage:aws.transitions[3].storageClass (INTELIGENT_TIERING) is not known; allowed: STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR.
  Write INTELLIGENT_TIERING.
error: FILE: alfred-storage:aws.transitions[3].days (-1) is not a number of days; a whole number from 0 is allowed.
error: FILE: alfred-storage:aws.transitions[4].bucket (1) is not text.
error: FILE: alfred-storage:aws.transitions[4].storageClass is missing; allowed: STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR.
  Add it: the cheaper class, from which an object can still be read at once.
error: FILE: alfred-storage:aws.transitions[4].days (0.5) is not a number of days; a whole number from 0 is allowed.
error: FILE: alfred-storage:aws.transitions[4].day is not a known key; known: bucket, storageClass, days.
  Rename it to days.`,
    ],
    [
      "every mistake in access logs",
      inAws({ accessLogs: { bucket: "Logs", days: 0, day: 1 } }),
      `error: FILE: alfred-storage:aws.accessLogs.bucket (Logs) may hold only lower-case letters, digits, dashes and dots.
error: FILE: alfred-storage:aws.accessLogs.days (0) is not a number of days; a whole number from 1 is allowed.
error: FILE: alfred-storage:aws.accessLogs.day is not a known key; known: bucket, days.
  Rename it to days.`,
    ],
    [
      "access logs that are on",
      inAws({ accessLogs: true }),
      "error: FILE: alfred-storage:aws.accessLogs (true) is neither false nor a map of keys; {} is enough.",
    ],
    [
      "every mistake in backups",
      inAws({
        backups: { region: "here", role: "backup", mode: "GOVERNANCE", days: 36501, replicate: "yes", expire: 1 },
      }),
      `error: FILE: alfred-storage:aws.backups.region (here) is not a region such as us-west-2.
error: FILE: alfred-storage:aws.backups.role (backup) is not the ARN of a role, such as arn:aws:iam::123456789012:role/alfred-storage.
error: FILE: alfred-storage:aws.backups.mode (GOVERNANCE) is not known; allowed: governance, compliance.
  Write governance.
error: FILE: alfred-storage:aws.backups.days (36501) is not a number of days; a whole number from 1 to 36500 is allowed.
error: FILE: alfred-storage:aws.backups.replicate (yes) is neither true nor false.
error: FILE: alfred-storage:aws.backups.expire is not a known key; known: region, role, mode, days, replicate.
  Remove it.`,
    ],
    [
      "backups in words",
      inAws({ backups: "on" }),
      "error: FILE: alfred-storage:aws.backups (on) is neither false nor a map of keys.",
    ],
    [
      "every mistake in what is beside",
      inAws({
        keyAdministrators: [],
        noncurrentDays: 0,
        vpcEndpoint: "vpc-0123456789abcdef0",
        cdn: {
          aliases: ["https://cdn.example.com"],
          certificate: "arn:aws:acm:us-west-2:123456789012:certificate/0123",
          priceClass: "PriceClass_300",
        },
      }),
      `error: FILE: alfred-storage:aws.keyAdministrators ([]) is an empty list; leave it out.
error: FILE: alfred-storage:aws.noncurrentDays (0) is not a number of days; a whole number from 1 is allowed.
error: FILE: alfred-storage:aws.vpcEndpoint (vpc-0123456789abcdef0) is not a gateway endpoint such as vpce-0123456789abcdef0.
error: FILE: alfred-storage:aws.cdn.aliases[0] (https://cdn.example.com) is not a host name such as storage.example.com, in lower-case letters, and no address.
error: FILE: alfred-storage:aws.cdn.certificate (arn:aws:acm:us-west-2:123456789012:certificate/0123) is in us-west-2, and CloudFront takes certificates of us-east-1 only.
error: FILE: alfred-storage:aws.cdn.priceClass (PriceClass_300) is not known; allowed: PriceClass_100, PriceClass_200, PriceClass_All.
  Write PriceClass_100.`,
    ],
    [
      "an empty list of aliases, and a certificate that is none",
      inAws({ cdn: { aliases: [], certificate: "cdn.pem" } }),
      `error: FILE: alfred-storage:aws.cdn.aliases ([]) is an empty list; leave it out.
error: FILE: alfred-storage:aws.cdn.certificate (cdn.pem) is not the ARN of a certificate of ACM.`,
    ],
    [
      "every mistake in an identity",
      inAws({
        identity: {
          kind: "IRSA",
          issuer: "http://oidc.example.com",
          cluster: "my cluster",
          role: "alfred",
          permissionsBoundary: "arn:aws:iam::123456789012:role/boundary",
          name: "a",
        },
      }),
      `error: FILE: alfred-storage:aws.identity.kind (IRSA) is not known; allowed: irsa, pod-identity.
  Write irsa.
error: FILE: alfred-storage:aws.identity.issuer (http://oidc.example.com) is not an issuer such as oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF.
error: FILE: alfred-storage:aws.identity.cluster ("my cluster") is not a name of an EKS cluster; 1 to 100 letters, digits, dashes and underscores are allowed, a letter or a digit first.
error: FILE: alfred-storage:aws.identity.role (alfred) is not the ARN of a role, such as arn:aws:iam::123456789012:role/alfred-storage.
error: FILE: alfred-storage:aws.identity.permissionsBoundary (arn:aws:iam::123456789012:role/boundary) is not the ARN of a policy, such as arn:aws:iam::123456789012:policy/boundary.
error: FILE: alfred-storage:aws.identity.name is not a known key; known: kind, issuer, cluster, role, permissionsBoundary.
  Remove it.`,
    ],
    [
      "an identity without its kind",
      inAws({ identity: {} }),
      `error: FILE: alfred-storage:aws.identity.kind is missing; allowed: irsa, pod-identity.
  Add it: how pods take on a role: with tokens of the cluster (irsa), or by the agent of EKS (pod-identity).`,
    ],
    [
      "a misspelt key",
      inAws({ backup: false }),
      `error: FILE: alfred-storage:aws.backup is not a known key; known: account, createBucket, keyAdministrators, noncurrentDays, transitions, accessLogs, backups, vpcEndpoint, cdn, identity.
  Rename it to backups.`,
    ],
  ]);
});
