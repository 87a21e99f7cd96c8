import { type Case, describeRule, set } from "../../testing";
import { noSecretInPlainSight } from "./no-secret-in-plain-sight";

const url = "postgres://user:pass@db-postgres:5432/postgres";

/** Puts a word at the end of the API's command. */
const said = (name: string, word: string, says: Case["says"]): Case => ({
  name,
  stack: "dev",
  change: (find) => {
    set(find("Container", "db-api"), "command.2", word);
  },
  says,
});

describeRule(noSecretInPlainSight, [
  {
    name: "a password among the labels of Docker",
    stack: "dev",
    change: (find) => {
      set(find("Volume", "redis-data"), "labels.3", { label: "redis.password", value: "hunter2" });
    },
    says: 'Volume "redis-data" has a secret among its labels (redis.password)',
  },
  {
    name: "a password among the labels of Kubernetes",
    change: (find) => {
      set(find("Secret", "db-api"), "metadata.labels.password", "hunter2");
    },
    says: 'Secret "db-api" has a secret among its labels (password)',
  },
  {
    name: "a URL with a password among the annotations",
    change: (find) => {
      set(find("Service", "db-api"), "metadata.annotations", { database: url });
    },
    says: 'Service "db-api" has a URL with a password among its annotations (database)',
  },
  {
    name: "a token among the tags",
    stack: "full",
    change: (find) => {
      set(find("Bucket", "object-store"), ["tags", "deploy-token"], "abc");
    },
    says: 'Bucket "object-store" has a secret among its tags (deploy-token)',
  },
  {
    name: "a label that is no text",
    change: (find) => {
      set(find("Secret", "db-api"), "metadata.labels.password", 7);
    },
    says: [],
  },
  {
    name: "no annotations, said in full",
    change: (find) => {
      set(find("Service", "db-api"), "metadata.annotations", null);
    },
    says: [],
  },
  said("a URL with a password as a word", url, 'Container "db-api" has a URL with a password in its command'),
  said("a password as an option", "--db-password=x=y", 'Container "db-api" has a secret in its command (db-password)'),
  said("a word that the program marks", "[secret]", 'Container "db-api" has a secret in its command'),
  said("a file's name", "--password-file=/etc/password", []),
  {
    name: "an entrypoint with a password",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "entrypoints", ["PGPASSWORD=hunter2"]);
    },
    says: 'Container "db-api" has a secret in its command (PGPASSWORD)',
  },
  {
    name: "arguments with a password in a pod",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.args", ["--token=abc"]);
    },
    says: 'Deployment "db-api" has a secret in its command (token)',
  },
]);
