import { podOf, workloadTypes } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

const shared = [
  ["hostNetwork", "the network"],
  ["hostPID", "the processes"],
  ["hostIPC", "the memory between processes"],
] as const;

export const noHostNamespaces: ResourceRule = {
  name: "no-host-namespaces",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Pods see nothing of the node that they run on.",
  remedy: "Remove hostNetwork, hostPID and hostIPC.",
  types: workloadTypes,
  check: (resource, report) => {
    for (const [field, what] of shared) {
      if ((at(podOf(resource), `spec.${field}`) ?? false) !== false) report(`shares ${what} of its node (${field})`);
    }
  },
};
