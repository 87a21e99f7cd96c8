import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const noHostPort: ResourceRule = {
  name: "no-host-port",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Containers listen on no port of the node.",
  remedy: "Remove hostPort, and put a Service in front.",
  ...eachContainer(({ name, spec }, report) => {
    for (const port of listAt(spec, "ports")) {
      const taken: unknown = at(port, "hostPort") ?? 0;
      if (taken !== 0) report(`lets its ${name} listen on the port ${String(taken)} of its node`);
    }
  }),
};
