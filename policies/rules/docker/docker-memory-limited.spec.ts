import { describeRule, set } from "../../testing";
import { dockerMemoryLimited } from "./docker-memory-limited";

describeRule(dockerMemoryLimited, [
  {
    name: "no limit",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "memory", undefined);
    },
    says: 'Container "db-storage" may take all memory of the machine',
  },
  {
    name: "a limit of 0, which is none",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "memory", 0);
    },
    says: 'Container "db-storage" may take all memory of the machine',
  },
]);
