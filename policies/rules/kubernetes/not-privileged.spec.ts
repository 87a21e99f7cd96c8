import { describeRule, set } from "../../testing";
import { notPrivileged } from "./not-privileged";

describeRule(notPrivileged, [
  {
    name: "a privileged container",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.privileged", true);
    },
    says: 'Deployment "db-api" runs its container postgrest as root of the node',
  },
  {
    name: "a container that says so",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.privileged", false);
    },
    says: [],
  },
  {
    name: "a container that says it otherwise",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.privileged", "true");
    },
    says: 'Deployment "db-api" runs its container postgrest as root of the node',
  },
]);
