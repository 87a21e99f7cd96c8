import { type Case, describeRule, set } from "../../testing";
import { dockerLogsRotated } from "./docker-logs-rotated";

const without = (option: string): Case => ({
  name: `no ${option}`,
  stack: "dev",
  change: (find) => {
    set(find("Container", "db-storage"), ["logOpts", option], undefined);
  },
  says: `Container "db-storage" keeps a log that nothing limits (no ${option})`,
});

describeRule(dockerLogsRotated, [
  without("max-size"),
  without("max-file"),
  {
    name: "nothing said of the log, which is the engine's default",
    stack: "dev",
    change: (find) => {
      const { logDriver, logOpts, ...others } = find("Container", "db-storage").props;
      find("Container", "db-storage").props = { ...others, was: [logDriver, logOpts] };
    },
    says: [
      'Container "db-storage" keeps a log that nothing limits (no max-size)',
      'Container "db-storage" keeps a log that nothing limits (no max-file)',
    ],
  },
  {
    name: "a driver that rotates by itself",
    stack: "dev",
    change: (find) => {
      const { logOpts, ...others } = find("Container", "db-storage").props;
      find("Container", "db-storage").props = { ...others, logDriver: "local", was: logOpts };
    },
    says: [],
  },
]);
