import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

/** By the input that says whose they are. */
const shared: Readonly<Record<string, string>> = {
  networkMode: "network",
  pidMode: "processes",
  ipcMode: "shared memory",
  usernsMode: "users",
};

export const dockerOwnNamespaces: ResourceRule = {
  name: "docker-own-namespaces",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A container has a network, processes, shared memory and users of its own, and not the machine's.",
  remedy: 'Leave the mode "host" out; containers reach each other through a network of their own.',
  types: [containerType],
  check: ({ props }, report) => {
    for (const [mode, what] of Object.entries(shared)) {
      if (at(props, mode) === "host") report(`shares the ${what} of the machine (${mode})`);
    }
  },
};
