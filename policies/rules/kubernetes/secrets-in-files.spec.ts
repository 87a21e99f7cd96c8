import { describeRule, set } from "../../testing";
import { secretsInFiles } from "./secrets-in-files";

describeRule(secretsInFiles, [
  {
    name: "a variable out of a Secret",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.env.7", {
        name: "DB_PASSWORD",
        valueFrom: { secretKeyRef: { name: "db-api", key: "password" } },
      });
    },
    says: 'Deployment "db-api" puts a secret into the environment of its container postgrest (DB_PASSWORD)',
  },
  {
    name: "a whole Secret",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.envFrom", [
        { configMapRef: { name: "db-api" } },
        { secretRef: { name: "db-api" } },
      ]);
    },
    says: 'Deployment "db-api" puts all of a Secret into the environment of its container postgrest',
  },
  {
    name: "a variable out of a ConfigMap",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.env.7", {
        name: "LOG_LEVEL",
        valueFrom: { configMapKeyRef: { name: "db-api", key: "level" } },
      });
    },
    says: [],
  },
  {
    name: "a whole ConfigMap",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.envFrom", [
        { configMapRef: { name: "db-api" } },
      ]);
    },
    says: [],
  },
]);
