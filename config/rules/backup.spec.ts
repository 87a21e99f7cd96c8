import { cloudConfig, dockerConfig, goodBackup, goodConfig, goodService, goodTenants, judges } from "../fixture";

const off = (
  value: string,
) => `warning: FILE: alfred-storage:backup${value} is off, so nothing is backed up: no object, no row and no other volume.
  Write backup: {}, and the check says what else it needs; or backup: { none: <why> }, where it is meant.`;
const reason = "Nothing in here is to be kept";
const toFolder = { to: { folder: "/mnt/backups" } };
const onDocker = (change: object) => ({ backup: { ...toFolder, ...change } });
const tenants = `error: FILE: alfred-storage:backup is not possible with service.multiTenant, where each tenant has a database of its own that only the admin API knows.
  Write backup: { none: <how the tenants are backed up> }.`;

describe("the rules of recovery points", () => {
  judges(dockerConfig, [
    ["nothing", { backup: undefined }, off("")],
    ["what is off", { backup: false }, off(" (false)")],
    ["what is off for a reason", { backup: { none: reason } }, ""],
    [
      "a section that is misspelt, of which nothing else is said",
      { backup: undefined, bakup: {} },
      `error: FILE: alfred-storage:bakup is not a known key; known: platform, namePrefix, labels, registries, database, images, api, service, imageProxy, kubernetes, aws, backup, keys, volumes, moved, buckets.
  Rename it to backup.`,
    ],
    [
      "what a reason makes needless",
      { backup: { none: reason, schedule: "0 0 * * *", to: {} } },
      `error: FILE: alfred-storage:backup.schedule ("0 0 * * *") has no effect beside backup.none, by which nothing is backed up.
  Remove it, or remove backup.none.
error: FILE: alfred-storage:backup.to has no effect beside backup.none, by which nothing is backed up.
  Remove it, or remove backup.none.`,
    ],
    ["several tenants", { ...onDocker({}), service: { multiTenant: goodTenants } }, tenants],
    ["several tenants, backed up another way", { service: { multiTenant: goodTenants } }, ""],
    ["a yearly drill, with recovery points of a year", onDocker({ drill: "17 4 1 1 *" }), ""],
    [
      "a yearly drill, with recovery points of half a year",
      onDocker({ drill: "17 4 1 1 *", keep: { monthly: 6 } }),
      `warning: FILE: alfred-storage:backup.drill ("17 4 1 1 *") leaves out more than 186 days at times, and no recovery point is kept for longer: some would go untried.
  Let it come more often, such as 17 4 * * 0.`,
    ],
    [
      "a monthly drill, with recovery points of a week",
      onDocker({ drill: "17 4 1 */2 *", keep: { daily: 7, weekly: 1, monthly: 1 } }),
      `warning: FILE: alfred-storage:backup.drill ("17 4 1 */2 *") leaves out more than 31 days at times, and no recovery point is kept for longer: some would go untried.
  Let it come more often, such as 17 4 * * 0.`,
    ],
    [
      "a drill beside numbers that could not be read",
      onDocker({ drill: "17 4 1 1 *", keep: { monthly: 0 } }),
      "error: FILE: alfred-storage:backup.keep.monthly (0) is not a number of months; a whole number from 1 is allowed.",
    ],
    [
      "what docker neither sets aside nor limits",
      onDocker({ resources: { requests: { cpu: 2 }, scratch: "1GiB" } }),
      `note: FILE: alfred-storage:backup.resources.requests ({"cpu":2}) has no effect on docker, which sets nothing aside.
  Write it for kubernetes only.
note: FILE: alfred-storage:backup.resources.scratch (1GiB) has no effect on docker, which limits no container's use of the disk.
  Write it for kubernetes only.`,
    ],
    [
      "tools that are older than the own server",
      { ...onDocker({}), images: { postgresqlTools: "postgres:15.3" } },
      `error: FILE: alfred-storage:images.postgresqlTools (postgres:15.3) is of PostgreSQL 15, whose pg_dump refuses the newer server of images.database, 17.
  Name an image of PostgreSQL 17, or newer.`,
    ],
    [
      "tools as new as the own server",
      {
        ...onDocker({}),
        images: {
          postgresqlTools: `registry:5000/tools/postgres:pg15-alpine@sha256:${"a".repeat(64)}`,
          database: "postgres:15.18",
        },
      },
      "",
    ],
    ["tools without a number", { ...onDocker({}), images: { postgresqlTools: "postgres:bookworm" } }, ""],
    [
      "older tools where a server is given, whose version is not known",
      { ...onDocker({}), database: { host: "db.example.com" }, images: { postgresqlTools: "postgres:15.3" } },
      "",
    ],
    ["older tools that nobody uses", { images: { postgresqlTools: "postgres:15.3" } }, ""],
  ]);
  judges(goodConfig, [
    ["several tenants", { ...goodBackup({}), ...goodService({ multiTenant: goodTenants }) }, tenants],
  ]);
  judges(cloudConfig, [
    ["all defaults beside the claims", goodBackup({}), ""],
    [
      "more set aside than allowed",
      goodBackup({ resources: { requests: { cpu: 2, memory: "2GiB" } } }),
      `error: FILE: alfred-storage:backup.resources.requests.cpu (2) is above the limit of 1.
  Lower it, or raise backup.resources.limits.cpu.
error: FILE: alfred-storage:backup.resources.requests.memory (2GiB) is above the limit of 1GiB.
  Lower it, or raise backup.resources.limits.memory.`,
    ],
  ]);
});
