import { type Breakable, describeRule, set } from "../../testing";
import { addClaim, addWorkload } from "../../testing-kubernetes";
import { at, listAt } from "../../values";
import { claimBackedUp } from "./claim-backed-up";

const missing = (claim: string) => `PersistentVolumeClaim "${claim}" is in no recovery point, and nobody says why`;
const reason = ["metadata", "annotations", "not-backed-up.alfred-storage/postgres-data"];
const component = ["metadata", "labels", "app.kubernetes.io/component"];

/** Lets a job read another claim. */
function readAnother(job: Breakable): void {
  const volumes = "spec.jobTemplate.spec.template.spec.volumes";
  const position = listAt(job.props, volumes).findIndex((volume) => at(volume, "persistentVolumeClaim") !== undefined);
  set(job, `${volumes}.${position}.persistentVolumeClaim.claimName`, "vector-db-data");
}

describeRule(claimBackedUp, [
  {
    name: "a claim of which nobody has thought",
    change: (find, resources) => {
      set(
        addClaim(resources, find("PersistentVolumeClaim", "redis-data"), ["ReadWriteOnce"]),
        "metadata.annotations",
        undefined,
      );
    },
    says: missing("added"),
  },
  {
    name: "a job that reads another claim",
    change: (find) => {
      readAnother(find("CronJob", "backup-redis-data"));
    },
    says: missing("redis-data"),
  },
  {
    name: "a job that makes no recovery points",
    change: (find) => {
      set(find("CronJob", "backup-redis-data"), component, "reports");
    },
    says: missing("redis-data"),
  },
  {
    name: "a workload that only says so",
    change: (find, resources) => {
      readAnother(find("CronJob", "backup-redis-data"));
      const workload = addWorkload("Deployment", find, resources);
      set(workload, component, "backup");
      set(workload, "spec.template.spec.volumes.2", {
        name: "data",
        persistentVolumeClaim: { claimName: "redis-data" },
      });
    },
    says: missing("redis-data"),
  },
  {
    name: "a claim in another namespace than its job",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "metadata.namespace", "other");
    },
    says: missing("redis-data"),
  },
  {
    name: "a reason that says nothing",
    change: (find) => {
      set(find("CronJob", "backup-storage"), reason, " ");
    },
    says: missing("postgres-data"),
  },
  {
    name: "a reason that is missing",
    change: (find) => {
      set(find("CronJob", "backup-storage"), "metadata.annotations", undefined);
    },
    says: missing("postgres-data"),
  },
  {
    name: "a claim that has no name",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "metadata.name", undefined);
    },
    says: missing("redis-data"),
  },
  {
    name: "a claim with a reason of its own",
    change: (find) => {
      set(find("CronJob", "backup-storage"), "metadata.annotations", undefined);
      set(
        find("PersistentVolumeClaim", "postgres-data"),
        ["metadata", "annotations", "alfred-storage/not-backed-up"],
        "so",
      );
    },
    says: [],
  },
]);
