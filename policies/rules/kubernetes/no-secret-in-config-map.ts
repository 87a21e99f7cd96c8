import { entryAt, keysAt } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { isSecret, secretIn } from "../../secrets";

export const noSecretInConfigMap: ResourceRule = {
  name: "no-secret-in-config-map",
  threat: "data-exposed",
  level: "mandatory",
  description: "No secret lies in a ConfigMap.",
  remedy: "Put it into a Secret.",
  judgedAtUp: "A value that comes from another resource may be known only once that is made.",
  types: ["kubernetes:core/v1:ConfigMap"],
  check: ({ props }, report) => {
    for (const key of keysAt(props, "data")) {
      const value = String(entryAt(props, "data", key));
      const what = isSecret(key, value) ? "a secret" : secretIn(value);
      if (what !== undefined) report(`has ${what} under ${key}`);
    }
  },
};
