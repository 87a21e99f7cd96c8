import { describeRule, set } from "../../testing";
import { highUserId } from "./high-user-id";

const ofJob = "spec.jobTemplate.spec.template.spec";
const asJob = ["restic", "node", "backup"].flatMap((container) =>
  ["user", "group"].map(
    (kind) => `CronJob "backup-redis-data" does not run its container ${container} as a ${kind} of 10000 or more`,
  ),
);

describeRule(highUserId, [
  {
    name: "a user that the node has",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.securityContext.runAsUser", 1000);
    },
    says: 'Deployment "db-api" does not run its container postgrest as a user of 10000 or more',
  },
  {
    name: "the user of the image",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.securityContext.runAsUser", undefined);
    },
    says: 'Deployment "db-api" does not run its container postgrest as a user of 10000 or more',
  },
  {
    name: "a group that the node has",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.securityContext.runAsGroup", 1000);
    },
    says: 'Deployment "db-api" does not run its container postgrest as a group of 10000 or more',
  },
  {
    name: "a smaller number that is allowed",
    parameters: { smallest: 1000 },
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.securityContext.runAsUser", 1000);
    },
    says: [],
  },
  {
    name: "another program's user that writes to its files",
    change: (find) => {
      set(find("CronJob", "backup-redis-data"), `${ofJob}.containers.0.volumeMounts.3.readOnly`, false);
    },
    says: asJob,
  },
  {
    name: "another program's user that writes to some of its files",
    change: (find) => {
      set(find("CronJob", "backup-redis-data"), `${ofJob}.containers.0.volumeMounts.4`, {
        ...{ name: "data", mountPath: "/data/again", readOnly: false },
      });
    },
    says: asJob,
  },
  {
    name: "another program's user without its files",
    change: (find) => {
      set(find("CronJob", "backup-redis-data"), `${ofJob}.containers.0.volumeMounts.3`, {
        ...{ name: "scratch", mountPath: "/data/redis-data", readOnly: true },
      });
    },
    says: asJob,
  },
]);
