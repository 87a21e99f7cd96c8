import { describeRule, set } from "../../testing";
import { ownServiceAccount } from "./own-service-account";

describeRule(ownServiceAccount, [
  {
    name: "a pod without an account",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.serviceAccountName", undefined);
    },
    says: 'Deployment "db-api" runs as the default account of its namespace',
  },
  {
    name: "a pod with an account without a name",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.serviceAccountName", "");
    },
    says: 'Deployment "db-api" runs as the default account of its namespace',
  },
  {
    name: "a pod with the default account",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.serviceAccountName", "default");
    },
    says: 'Deployment "db-api" runs as the default account of its namespace',
  },
]);
