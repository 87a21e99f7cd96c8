import { type Breakable, type Find, describeRule, set } from "../../testing";
import { addWorkload } from "../../testing-kubernetes";
import { networkPolicy } from "./network-policy";

/** Those that only the policy for all pods of the storage layer keeps others out of. */
const jobs = ["prune", "drill", "database", "storage", "redis-data", "vector-db-data"];

/** A workload that only the policy for all pods of the storage layer selects. */
function other(find: Find, resources: Breakable[]): Breakable {
  const workload = addWorkload("Deployment", find, resources);
  set(workload, "spec.template.metadata.labels.app", "other");
  return workload;
}

describeRule(networkPolicy, [
  {
    name: "a workload whose pods no policy selects",
    change: (find, resources) => {
      set(other(find, resources), "spec.template.metadata.labels", {});
    },
    says: [
      'Deployment "added" is not selected by a network policy for what comes in',
      'Deployment "added" is not selected by a network policy for what goes out',
    ],
  },
  {
    name: "a policy for what comes in only",
    change: (find, resources) => {
      set(other(find, resources), "spec.template.metadata.labels", { app: "db-storage" });
    },
    says: 'Deployment "added" is not selected by a network policy for what goes out',
  },
  {
    name: "a policy that is for what comes in where it does not say",
    change: (find, resources) => {
      other(find, resources);
      set(find("NetworkPolicy", "storage-default-deny"), "spec.policyTypes", undefined);
    },
    says: 'Deployment "added" is not selected by a network policy for what goes out',
  },
  {
    name: "a policy for what goes out only",
    change: (find, resources) => {
      other(find, resources);
      set(find("NetworkPolicy", "storage-default-deny"), "spec.policyTypes", ["Egress"]);
    },
    says: [...jobs.map((job) => `CronJob "backup-${job}"`), 'Deployment "added"'].map(
      (workload) => `${workload} is not selected by a network policy for what comes in`,
    ),
  },
  {
    name: "a workload in another namespace",
    change: (find, resources) => {
      set(other(find, resources), "metadata.namespace", "other");
    },
    says: [
      'Deployment "added" is not selected by a network policy for what comes in',
      'Deployment "added" is not selected by a network policy for what goes out',
    ],
  },
  {
    name: "a workload that does not say in which",
    change: (find, resources) => {
      set(other(find, resources), "metadata.namespace", undefined);
    },
    says: [
      'Deployment "added" is not selected by a network policy for what comes in',
      'Deployment "added" is not selected by a network policy for what goes out',
    ],
  },
  {
    name: "one policy that selects by expressions, and is for both directions by its rules",
    change: (find, resources) => {
      other(find, resources);
      set(find("NetworkPolicy", "storage-default-deny"), "spec", {
        podSelector: {
          matchExpressions: [
            { key: "app", operator: "In", values: ["db-api", "db-storage", "imgproxy", "other", "storage-backup"] },
          ],
        },
        egress: [{ to: [{ podSelector: {} }] }],
      });
    },
    says: [],
  },
  {
    name: "a workload that the policy for all of the namespace selects",
    change: (find, resources) => {
      set(other(find, resources), "spec.template.metadata.labels", undefined);
      set(find("NetworkPolicy", "storage-default-deny"), "spec.podSelector", {});
    },
    says: [],
  },
]);
