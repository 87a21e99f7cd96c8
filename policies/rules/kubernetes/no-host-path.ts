import { podOf, workloadTypes } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const noHostPath: ResourceRule = {
  name: "no-host-path",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Pods mount no folder of the node that they run on.",
  remedy: "Use a claim for what has to stay, and an emptyDir for what need not.",
  types: [...workloadTypes, "kubernetes:core/v1:PersistentVolume"],
  check: (resource, report) => {
    if (at(resource.props, "spec.hostPath") !== undefined) report("is a folder of whatever node its pod runs on");
    for (const volume of listAt(podOf(resource), "spec.volumes")) {
      if (at(volume, "hostPath") !== undefined)
        report(`mounts a folder of its node as the volume ${String(at(volume, "name"))}`);
    }
  },
};
