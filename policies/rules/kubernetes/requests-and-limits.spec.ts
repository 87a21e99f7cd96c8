import { describeRule, set } from "../../testing";
import { requestsAndLimits } from "./requests-and-limits";

describeRule(requestsAndLimits, [
  {
    name: "no request of cpu",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.resources.requests.cpu", undefined);
    },
    says: 'Deployment "db-api" sets no request of cpu for its container postgrest',
  },
  {
    name: "no request of memory",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.resources.requests.memory", undefined);
    },
    says: 'Deployment "db-api" sets no request of memory for its container postgrest',
  },
  {
    name: "no request of ephemeral-storage",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.resources.requests.ephemeral-storage",
        undefined,
      );
    },
    says: 'Deployment "db-api" sets no request of ephemeral-storage for its container postgrest',
  },
  {
    name: "no limit of cpu",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.resources.limits.cpu", undefined);
    },
    says: 'Deployment "db-api" sets no limit of cpu for its container postgrest',
  },
  {
    name: "no limit of memory",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.resources.limits.memory", undefined);
    },
    says: 'Deployment "db-api" sets no limit of memory for its container postgrest',
  },
  {
    name: "no limit of ephemeral-storage",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.resources.limits.ephemeral-storage",
        undefined,
      );
    },
    says: 'Deployment "db-api" sets no limit of ephemeral-storage for its container postgrest',
  },
]);
