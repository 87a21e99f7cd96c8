import { containerType, environmentOf } from "../../docker";
import type { ResourceRule } from "../../rule";
import { isSecret, secretIn } from "../../secrets";
import { listAt } from "../../values";

export const dockerNoSecretInEnvironment: ResourceRule = {
  name: "docker-no-secret-in-environment",
  threat: "data-exposed",
  level: "mandatory",
  description: "No secret is in a container's environment, which docker inspect and every child process show.",
  remedy: "Put it into a file with uploads, and name the file, as POSTGRES_PASSWORD_FILE does.",
  types: [containerType],
  check: (resource, report) => {
    for (const [name, value] of environmentOf(resource)) {
      const secret = isSecret(name, value) ? "a secret" : secretIn(value);
      if (secret !== undefined) report(`has ${secret} in its environment (${name})`);
    }
    // In the rehearsal, what the program marks as a secret has lost its name.
    if (listAt(resource.props, "envs").includes("[secret]")) report("has a secret in its environment");
  },
};
