import { volumeType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const dockerVolumeOnDisk: ResourceRule = {
  name: "docker-volume-on-disk",
  threat: "data-lost",
  level: "mandatory",
  description: "A volume lies on a disk and not in memory, so that it outlives a restart of the machine.",
  remedy: "Leave the type tmpfs out of driverOpts.",
  types: [volumeType],
  check: ({ props }, report) => {
    if (at(props, "driverOpts.type") === "tmpfs") report("lies in memory, and is empty after a restart");
  },
};
