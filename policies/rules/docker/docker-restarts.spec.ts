import { describeRule, set } from "../../testing";
import { dockerRestarts } from "./docker-restarts";

describeRule(dockerRestarts, [
  {
    name: "nothing said, which is not to restart",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "restart", undefined);
    },
    says: 'Container "db-storage" does not come back by itself (restart: no)',
  },
  {
    name: "a restart that ends with the machine",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "restart", "on-failure");
    },
    says: 'Container "db-storage" does not come back by itself (restart: on-failure)',
  },
  {
    name: "one that always restarts",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "restart", "always");
    },
    says: [],
  },
  {
    name: "one that does its work and ends",
    stack: "dev",
    change: (find) => {
      const container = find("Container", "db-storage");
      container.props = { ...container.props, mustRun: false, restart: "no" };
    },
    says: [],
  },
]);
