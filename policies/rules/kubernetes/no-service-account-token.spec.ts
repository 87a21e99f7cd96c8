import { describeRule, set } from "../../testing";
import { noServiceAccountToken } from "./no-service-account-token";

describeRule(noServiceAccountToken, [
  {
    name: "a pod with a token",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.automountServiceAccountToken", true);
    },
    says: 'Deployment "db-api" gives its pods a token of the API server',
  },
  {
    name: "a pod that has one by default",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.automountServiceAccountToken", undefined);
    },
    says: 'Deployment "db-api" gives its pods a token of the API server',
  },
  {
    name: "an account that gives one",
    change: (find) => {
      set(find("ServiceAccount", "db-api"), "automountServiceAccountToken", undefined);
    },
    says: 'ServiceAccount "db-api" gives its pods a token of the API server',
  },
]);
