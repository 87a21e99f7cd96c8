import assert from "node:assert/strict";
import { type BackupArgs, checkBackup } from "./args";
import { type BackupScheduleArgs, checkJobs } from "./kubernetes-args";

type Checked = Parameters<typeof checkBackup>[0];

const fine: Checked = {
  volumes: { redis: {}, metrics: {} },
  methods: { redis: "files", metrics: { none: "measured again within a day" } },
  keep: { daily: 7, weekly: 4, monthly: 12 },
  schedule: { backup: "17 2 * * *", drill: "17 4 * * 0" },
};

const lines = (issues: ReturnType<typeof checkBackup>) =>
  issues.map(
    ({ severity, path, value, message, remedy }) =>
      `${severity} ${path.join(".")} ${String(value)} ${message} | ${remedy ?? ""}`,
  );

const keep = (daily: number, weekly: number, monthly: number) => ({ daily, weekly, monthly });
const onlyVolume = (name: string): Partial<Checked> => ({ volumes: { [name]: {} }, methods: { [name]: "files" } });

const rules: readonly [string, Partial<Checked>, string[]][] = [
  ["what is fine", {}, []],
  ["a stack without other volumes", { volumes: {}, methods: {} }, []],
  ["recovery points of days only", { keep: keep(1, 0, 0) }, []],
  [
    "a volume without a method and without a reason",
    { volumes: { redis: {}, metrics: {}, llm: {} } },
    ["error volumes.llm llm is not backed up, and nobody says why | add a method, or a reason for none"],
  ],
  [
    "a reason that is none",
    { methods: { redis: "files", metrics: { none: " " } } },
    ["error methods.metrics.none   gives no reason | write why nothing of it is backed up"],
  ],
  [
    "a method of a volume that is not there",
    { methods: { ...fine.methods, vector: "files" } },
    ["error methods.vector vector is no volume of the stack | take it out"],
  ],
  ...["storage", "database", "prune", "drill"].map((name): [string, Partial<Checked>, string[]] => [
    `a volume called ${name}`,
    onlyVolume(name),
    [`error volumes.${name} ${name} is a name that something else has | choose another`],
  ]),
  ...["Redis", "a b", "a,b", "-a", "a-", "a.b", "a".repeat(64)].map((name): [string, Partial<Checked>, string[]] => [
    `a volume called "${name}"`,
    onlyVolume(name),
    [
      `error volumes.${name} ${name} is not a name of at most 63 lower-case letters, digits and dashes` +
        " | choose another",
    ],
  ]),
  ["a volume with the longest name", onlyVolume("a".repeat(63)), []],
  ...[-1, 1.5, NaN].map((count): [string, Partial<Checked>, string[]] => [
    `${count} months`,
    { keep: keep(7, 4, count) },
    [`error keep.monthly ${count} is not a number of recovery points | `],
  ]),
  [
    "no day that keeps one",
    { keep: keep(0, 4, 12) },
    ["error keep.daily 0 would leave a new recovery point only until the next is made | keep one day"],
  ],
];

describe("the check of backups", () => {
  for (const [title, changed, expected] of rules) {
    it(`answers ${title} with ${expected.length === 0 ? "nothing" : "the issue"}`, () => {
      assert.deepEqual(lines(checkBackup({ ...fine, ...changed })), expected);
    });
  }

  it("names each schedule that cron would not keep to", () => {
    const issues = checkBackup({ ...fine, schedule: { backup: "@daily", drill: "0 0 31 2 *" } });
    assert.deepEqual(
      issues.map(({ path, value }) => [path, value]),
      [
        [["schedule", "backup"], "@daily"],
        [["schedule", "drill"], "0 0 31 2 *"],
      ],
    );
    assert.equal(issues[1]?.message, "names a day that never comes");
  });
});

describe("the check of backups on Kubernetes", () => {
  type Place = BackupScheduleArgs["volumes"][string];
  const place: Place = { claim: "redis-data", accessMode: "ReadWriteOnce", user: 999 };
  const checked = (changed: Partial<Place>, objects: BackupArgs<Place>["objects"], methods: Checked["methods"]) =>
    lines(
      checkJobs({
        volumes: { redis: { ...place, ...changed } },
        methods,
        keep: fine.keep,
        schedule: { ...fine.schedule, prune: "47 5 * * *" },
        objects,
      }),
    );
  const inS3 = { kind: "s3", bucket: "b", region: "r", tenant: "t", copies: { bucket: "c", region: "r" } } as const;

  it("finds nothing where a claim can be read by another pod", () => {
    assert.deepEqual(checked({}, inS3, { redis: "files" }), []);
    assert.deepEqual(checked({}, { kind: "file", place, folder: "a/b" }, { redis: "files" }), []);
  });

  it("refuses a claim that one pod only may mount, unless nothing of it is backed up", () => {
    const accessMode = "ReadWriteOncePod";
    const issue =
      "accessMode ReadWriteOncePod lets no second pod read it, and so no job beside the pod that uses it" +
      " | make it ReadWriteOnce";
    assert.deepEqual(checked({ accessMode }, inS3, { redis: "files" }), [`error volumes.redis.${issue}`]);
    assert.deepEqual(checked({ accessMode }, inS3, { redis: { none: "it is a cache" } }), []);
    const objects = { kind: "file", place: { ...place, accessMode }, folder: "a/b" } as const;
    assert.deepEqual(checked({}, objects, { redis: "files" }), [`error objects.place.${issue}`]);
  });

  it("refuses root, as the cluster would", () => {
    for (const user of [0, -1, 1.5]) {
      assert.deepEqual(checked({ user }, inS3, { redis: "files" }), [
        `error volumes.redis.user ${user} is not the number of a user who is not root | `,
      ]);
    }
  });

  it("names the schedule by which recovery points are retired, too", () => {
    const schedule = { ...fine.schedule, prune: "47 5 * *" };
    const [issue, ...others] = checkJobs({ ...fine, volumes: {}, methods: {}, objects: inS3, schedule });
    assert.deepEqual([issue?.path, others], [["schedule", "prune"], []]);
  });
});
