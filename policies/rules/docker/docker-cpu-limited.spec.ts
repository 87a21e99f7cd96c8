import { describeRule, set } from "../../testing";
import { dockerCpuLimited } from "./docker-cpu-limited";

describeRule(dockerCpuLimited, [
  {
    name: "no limit",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "cpus", undefined);
    },
    says: 'Container "db-storage" may take all processors of the machine',
  },
  {
    name: "a limit of 0, which is none",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "cpus", "0");
    },
    says: 'Container "db-storage" may take all processors of the machine',
  },
  {
    name: "a quota instead",
    stack: "dev",
    change: (find) => {
      const container = find("Container", "db-storage");
      const { cpus, ...others } = container.props;
      container.props = { ...others, cpuQuota: Number(cpus) * 100_000 };
    },
    says: [],
  },
]);
