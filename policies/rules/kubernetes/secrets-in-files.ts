import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const secretsInFiles: ResourceRule = {
  name: "secrets-in-files",
  threat: "data-exposed",
  level: "advisory",
  description: "Secrets are files in a container, not its environment, which crash reports and child processes get.",
  remedy: "Mount the Secret as a volume.",
  ...eachContainer(({ name, spec }, report) => {
    for (const variable of listAt(spec, "env")) {
      if (at(variable, "valueFrom.secretKeyRef") !== undefined)
        report(`puts a secret into the environment of its ${name} (${String(at(variable, "name"))})`);
    }
    if (listAt(spec, "envFrom").some((source) => at(source, "secretRef") !== undefined))
      report(`puts all of a Secret into the environment of its ${name}`);
  }),
};
