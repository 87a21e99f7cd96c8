import { podOf, workloadTypes } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const scratchBounded: ResourceRule = {
  name: "scratch-bounded",
  threat: "cost-run-away",
  level: "advisory",
  description: "No scratch folder of a pod can fill its node's disk.",
  remedy: "Set sizeLimit under emptyDir.",
  types: workloadTypes,
  check: (resource, report) => {
    for (const volume of listAt(podOf(resource), "spec.volumes")) {
      if (at(volume, "emptyDir") !== undefined && at(volume, "emptyDir.sizeLimit") === undefined)
        report(`lets its volume ${String(at(volume, "name"))} fill the disk of its node`);
    }
  },
};
