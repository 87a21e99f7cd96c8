import { describeRule, set } from "../../testing";
import { noPrivilegeEscalation } from "./no-privilege-escalation";

describeRule(noPrivilegeEscalation, [
  {
    name: "a container that may gain privileges",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.securityContext.allowPrivilegeEscalation",
        true,
      );
    },
    says: 'Deployment "db-api" lets its container postgrest gain privileges that it was not started with',
  },
  {
    name: "one that does not say",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.securityContext.allowPrivilegeEscalation",
        undefined,
      );
    },
    says: 'Deployment "db-api" lets its container postgrest gain privileges that it was not started with',
  },
]);
