import { describeRule, set } from "../../testing";
import { highUserId } from "./high-user-id";

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
]);
