import { describeRule, set } from "../../testing";
import { noSecretInEnvironment } from "./no-secret-in-environment";

describeRule(noSecretInEnvironment, [
  {
    name: "a password",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.env.7", {
        name: "DB_PASSWORD",
        value: "hunter2",
      });
    },
    says: 'Deployment "db-api" has a secret in the environment of its container postgrest (DB_PASSWORD)',
  },
  {
    name: "a URL with a password",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.env.7", {
        name: "PGRST_DB",
        value: "postgres://api:hunter2@db/postgres",
      });
    },
    says: 'Deployment "db-api" has a URL with a password in the environment of its container postgrest (PGRST_DB)',
  },
  {
    name: "a private key",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.env.7", {
        name: "CERTIFICATE",
        value: "-----BEGIN RSA PRIVATE KEY-----",
      });
    },
    says: 'Deployment "db-api" has a private key in the environment of its container postgrest (CERTIFICATE)',
  },
  {
    name: "what only sounds secret",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.env.7", { name: "TOKEN_TTL", value: "60" });
    },
    says: [],
  },
  {
    name: "a secret that comes from elsewhere",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.env.7", {
        name: "API_TOKEN",
        valueFrom: { fieldRef: { fieldPath: "metadata.uid" } },
      });
    },
    says: [],
  },
]);
