import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { addContainer, addWorkload } from "../../testing-kubernetes";
import { runAsNonRoot } from "./run-as-non-root";

describeRule(runAsNonRoot, [
  {
    name: "a pod that may run as root",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.securityContext.runAsNonRoot", undefined);
    },
    says: 'Deployment "db-api" lets its container postgrest run as root',
  },
  {
    name: "a container that may",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.runAsNonRoot", false);
    },
    says: 'Deployment "db-api" lets its container postgrest run as root',
  },
  {
    name: "a container at the start of a pod that may",
    change: (find) => {
      addContainer(find("Deployment", "db-api"), "initContainers");
      set(find("Deployment", "db-api"), "spec.template.spec.initContainers.0.securityContext.runAsNonRoot", false);
    },
    says: 'Deployment "db-api" lets its container second run as root',
  },
  {
    name: "a pod of a CronJob that may",
    change: (find, resources) => {
      set(
        addWorkload("CronJob", find, resources),
        "spec.jobTemplate.spec.template.spec.securityContext.runAsNonRoot",
        undefined,
      );
    },
    says: 'CronJob "added" lets its container postgrest run as root',
  },
  {
    name: "a pod of its own that may",
    change: (find, resources) => {
      set(addWorkload("Pod", find, resources), "spec.securityContext.runAsNonRoot", undefined);
    },
    says: 'Pod "added" lets its container postgrest run as root',
  },
  {
    name: "a pod of which it is not known",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.securityContext.runAsNonRoot", unknown);
    },
    says: 'Deployment "db-api" cannot be judged: spec.securityContext.runAsNonRoot is not known yet',
  },
]);
