import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { isSecret, secretIn } from "../../secrets";
import { listAt, textAt } from "../../values";

export const noSecretInEnvironment: ResourceRule = {
  name: "no-secret-in-environment",
  threat: "data-exposed",
  level: "mandatory",
  description: "No secret stands in a container's environment, where whoever may read pods reads it.",
  remedy: "Put it into a Secret, and mount that as a file.",
  judgedAtUp: "A value that comes from another resource may be known only once that is made.",
  ...eachContainer(({ name, spec }, report) => {
    for (const variable of listAt(spec, "env")) {
      const [key, value] = [textAt(variable, "name") ?? "", textAt(variable, "value") ?? ""];
      const what = isSecret(key, value) ? "a secret" : secretIn(value);
      if (what !== undefined) report(`has ${what} in the environment of its ${name} (${key})`);
    }
  }),
};
