import { cloudConfig, goodBucket, goodService, goodTenants, inAws, judges } from "../fixture";

const moved = (...transitions: [storageClass: string, days: number, bucket?: string][]) =>
  inAws({
    transitions: transitions.map(([storageClass, days, bucket]) => ({
      storageClass,
      days,
      ...(bucket === undefined ? {} : { bucket }),
    })),
  });

describe("the rules of transitions", () => {
  judges(cloudConfig, [
    ["each class by itself", moved(["GLACIER_IR", 0], ["INTELLIGENT_TIERING", 0, "agent-documents"]), ""],
    [
      "one class after another, in any order",
      moved(["GLACIER_IR", 61], ["STANDARD_IA", 30], ["INTELLIGENT_TIERING", 60]),
      "",
    ],
    ["the same class of other objects", moved(["STANDARD_IA", 30], ["STANDARD_IA", 60, "agent-documents"]), ""],
    [
      "a class sooner than S3 takes it",
      moved(["STANDARD_IA", 29]),
      `error: FILE: alfred-storage:aws.transitions[0].days (29) is less than 30 days, before which S3 moves nothing to STANDARD_IA.
  Write 30, or more.`,
    ],
    [
      "a bucket that is not there",
      moved(["STANDARD_IA", 30, "documents"]),
      `error: FILE: alfred-storage:aws.transitions[0].bucket (documents) is not the id of a bucket of alfred-storage:buckets; there are: agent-documents.
  Name one that is there, or remove it for all of them.`,
    ],
    [
      "a bucket where there is none",
      { ...moved(["STANDARD_IA", 30, "documents"]), buckets: [] },
      `error: FILE: alfred-storage:aws.transitions[0].bucket (documents) is not the id of a bucket of alfred-storage:buckets.
  Name one that is there, or remove it for all of them.`,
    ],
    [
      "a bucket that could not be read",
      { ...moved(["STANDARD_IA", 30, "agent-documents"]), ...goodBucket({ public: "no" }) },
      "error: FILE: alfred-storage:buckets[0].public (no) is neither true nor false.",
    ],
    [
      "a bucket of several tenants",
      { ...moved(["STANDARD_IA", 30, "agent-documents"]), ...goodService({ multiTenant: goodTenants }) },
      `error: FILE: alfred-storage:aws.transitions[0].bucket (agent-documents) has no effect with service.multiTenant, where each tenant has buckets of its own.
  Remove it, so that the objects of all buckets are moved.`,
    ],
    [
      "the same class three times",
      moved(["GLACIER_IR", 1], ["GLACIER_IR", 1], ["GLACIER_IR", 2]),
      `error: FILE: alfred-storage:aws.transitions[1].storageClass (GLACIER_IR) is that of aws.transitions[0] too, which moves the same objects.
  Remove one of the two.
error: FILE: alfred-storage:aws.transitions[2].storageClass (GLACIER_IR) is that of aws.transitions[0] too, which moves the same objects.
  Remove one of the two.`,
    ],
    [
      "a class too soon after STANDARD_IA",
      moved(["STANDARD_IA", 30], ["GLACIER_IR", 59]),
      `error: FILE: alfred-storage:aws.transitions[1].days (59) is too soon after aws.transitions[0], by which the same objects are STANDARD_IA first, from day 30 on.
  Write 60, or more; or remove one of the two.`,
    ],
    [
      "classes on the same day",
      moved(["GLACIER_IR", 10], ["INTELLIGENT_TIERING", 10]),
      `error: FILE: alfred-storage:aws.transitions[0].days (10) is too soon after aws.transitions[1], by which the same objects are INTELLIGENT_TIERING first, from day 10 on.
  Write 11, or more; or remove one of the two.`,
    ],
    [
      "classes in the wrong order",
      moved(["INTELLIGENT_TIERING", 10], ["STANDARD_IA", 40]),
      `error: FILE: alfred-storage:aws.transitions[0].days (10) is too soon after aws.transitions[1], by which the same objects are STANDARD_IA first, from day 40 on.
  Write 70, or more; or remove one of the two.`,
    ],
  ]);
});
