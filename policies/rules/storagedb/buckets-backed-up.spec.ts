import { type Breakable, describeRule, set } from "../../testing";
import { bucketsBackedUp } from "./buckets-backed-up";

const says = "The stack has buckets, and nothing that makes recovery points of their objects";

/** Makes resources of a type into something else, of which no rule knows anything. */
function forget(type: string, resources: Breakable[]): void {
  for (const one of resources) if (one.type === type) one.type = "example:index:Other";
}

/** Lets the job for objects do something else. */
const otherwise = (job: Breakable) => {
  set(job, "spec.jobTemplate.spec.template.spec.containers.0.args", ["now", "--scope", "database"]);
};

describeRule(bucketsBackedUp, [
  {
    name: "a cluster with jobs for other scopes only",
    change: (find) => {
      otherwise(find("CronJob", "backup-storage"));
    },
    says,
  },
  {
    name: "a job for objects of another kind",
    change: (find) => {
      const job = find("CronJob", "backup-storage");
      const { annotations } = job.props["metadata"] as { annotations: unknown };
      set(find("CronJob", "backup-prune"), "metadata.annotations", annotations);
      set(job, ["metadata", "labels", "app.kubernetes.io/component"], "reports");
    },
    says,
  },
  {
    name: "a container that makes nothing",
    stack: "dev",
    change: (find, resources) => {
      forget("docker:index/volume:Volume", resources);
      const { labels } = find("Container", "db-backup").props as { labels: { label: string; value: string }[] };
      for (const one of labels) if (one.label === "alfred-storage.makes") one.value = "reports";
    },
    says,
  },
  {
    name: "a stack with neither",
    change: (find, resources) => {
      forget("storagedb:index:Bucket", resources);
      otherwise(find("CronJob", "backup-storage"));
    },
    says: [],
  },
]);
