import { describeRule, set } from "../../testing";
import { addContainer } from "../../testing-kubernetes";
import { seccomp } from "./seccomp";

describeRule(seccomp, [
  {
    name: "a pod without a profile",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.securityContext.seccompProfile", undefined);
    },
    says: 'Deployment "db-api" lets its container postgrest make any call of the kernel',
  },
  {
    name: "a container that is not confined",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.seccompProfile", {
        type: "Unconfined",
      });
    },
    says: 'Deployment "db-api" lets its container postgrest make any call of the kernel',
  },
  {
    name: "a pod that is not confined but for one container",
    change: (find) => {
      addContainer(find("Deployment", "db-api"), "containers");
      set(find("Deployment", "db-api"), "spec.template.spec.securityContext.seccompProfile.type", "Unconfined");
      set(find("Deployment", "db-api"), "spec.template.spec.containers.1.securityContext.seccompProfile", {
        type: "Localhost",
      });
    },
    says: 'Deployment "db-api" lets its container postgrest make any call of the kernel',
  },
]);
