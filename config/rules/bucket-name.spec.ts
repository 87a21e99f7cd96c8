import { cloudConfig, goodS3, inAws, judges } from "../fixture";

const named = (namePrefix: string, bucket: string) => ({ namePrefix, ...goodS3({ bucket }) });
const given = inAws({ createBucket: false });

describe("the rules of a bucket's name", () => {
  judges(cloudConfig, [
    ["the longest name", named("", "b".repeat(50)), ""],
    [
      "a name that is too long",
      named("", "b".repeat(51)),
      `error: FILE: alfred-storage:service.s3.bucket (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) has 51 characters; at most 50 leave room for -backups behind them.
  Shorten it.`,
    ],
    ["the longest name with a prefix", named("blue-", "b".repeat(45)), ""],
    [
      "a name that is too long with its prefix",
      named("blue-", "b".repeat(46)),
      `error: FILE: alfred-storage:service.s3.bucket (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) has 51 characters with namePrefix, blue-; at most 50 leave room for -backups behind them.
  Shorten one of the two.`,
    ],
    [
      "a name with dots",
      named("", "alfred.example.com"),
      `error: FILE: alfred-storage:service.s3.bucket (alfred.example.com) has a dot, and the certificate of S3 holds for bucket names without one.
  Write dashes; or set aws.createBucket to false, where the bucket exists.`,
    ],
    [
      "every mistake at once",
      named("blue-", `${"b".repeat(40)}.example`),
      `error: FILE: alfred-storage:service.s3.bucket (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.example) has a dot, and the certificate of S3 holds for bucket names without one.
  Write dashes; or set aws.createBucket to false, where the bucket exists.
error: FILE: alfred-storage:service.s3.bucket (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.example) has 53 characters with namePrefix, blue-; at most 50 leave room for -backups behind them.
  Shorten one of the two.`,
    ],
    [
      "a name that S3 reserves, by its prefix",
      named("sthree-", "alfred"),
      `error: FILE: alfred-storage:service.s3.bucket (alfred) is sthree-alfred with namePrefix, which may not begin with sthree-, which S3 reserves.
  Choose another bucket or namePrefix.`,
    ],
    [
      "a prefix that could not be read",
      named("Sthree-", "b".repeat(60)),
      "error: FILE: alfred-storage:namePrefix (Sthree-) is not a prefix of lower-case letters, digits and dashes, at most 20, a letter first.",
    ],
    ["a bucket that exists", { ...named("sthree-", `${"b".repeat(50)}.example`), ...given }, ""],
  ]);
});
