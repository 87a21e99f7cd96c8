import { describeRule, set } from "../../testing";
import { capabilitiesDropped } from "./capabilities-dropped";

describeRule(capabilitiesDropped, [
  {
    name: "a container that keeps its capabilities",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.capabilities", undefined);
    },
    says: 'Deployment "db-api" does not take all capabilities from its container postgrest',
  },
  {
    name: "one that keeps most of them",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.capabilities.drop", [
        "NET_RAW",
      ]);
    },
    says: 'Deployment "db-api" does not take all capabilities from its container postgrest',
  },
  {
    name: "one that gets some back",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.capabilities.add", [
        "NET_BIND_SERVICE",
        "SYS_ADMIN",
        "NET_RAW",
      ]);
    },
    says: 'Deployment "db-api" gives its container postgrest SYS_ADMIN, NET_RAW',
  },
  {
    name: "a container that may bind to low ports",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.securityContext.capabilities.add", [
        "NET_BIND_SERVICE",
      ]);
    },
    says: [],
  },
]);
