import { describeRule } from "../../testing";
import { add } from "../../testing-kubernetes";
import { noSecretInConfigMap } from "./no-secret-in-config-map";

describeRule(noSecretInConfigMap, [
  {
    name: "a token",
    change: (find, resources) => {
      add(resources, find("Secret", "db-api"), "kubernetes:core/v1:ConfigMap", {
        data: { "log.level": "info", apiToken: "abc" },
      });
    },
    says: 'ConfigMap "added" has a secret under apiToken',
  },
  {
    name: "a URL with a password",
    change: (find, resources) => {
      add(resources, find("Secret", "db-api"), "kubernetes:core/v1:ConfigMap", {
        data: { "log.level": "info", "app.ini": "url = postgres://api:hunter2@db/postgres" },
      });
    },
    says: 'ConfigMap "added" has a URL with a password under app.ini',
  },
  {
    name: "a private key",
    change: (find, resources) => {
      add(resources, find("Secret", "db-api"), "kubernetes:core/v1:ConfigMap", {
        data: { "log.level": "info", "tls.pem": "-----BEGIN PRIVATE KEY-----" },
      });
    },
    says: 'ConfigMap "added" has a private key under tls.pem',
  },
  {
    name: "a ConfigMap without data",
    change: (find, resources) => {
      add(resources, find("Secret", "db-api"), "kubernetes:core/v1:ConfigMap", {});
    },
    says: [],
  },
]);
