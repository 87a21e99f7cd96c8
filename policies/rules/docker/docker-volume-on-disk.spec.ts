import { describeRule, set } from "../../testing";
import { dockerVolumeOnDisk } from "./docker-volume-on-disk";

describeRule(dockerVolumeOnDisk, [
  {
    name: "a volume in memory",
    stack: "dev",
    change: (find) => {
      set(find("Volume", "redis-data"), "driverOpts", { type: "tmpfs", device: "tmpfs" });
    },
    says: 'Volume "redis-data" lies in memory, and is empty after a restart',
  },
  {
    name: "a volume in a folder of the machine",
    stack: "dev",
    change: (find) => {
      set(find("Volume", "redis-data"), "driverOpts", { type: "none", o: "bind", device: "/srv/redis" });
    },
    says: [],
  },
]);
