import { describeRule, set } from "../../testing";
import { dockerOwnNamespaces } from "./docker-own-namespaces";

describeRule(
  dockerOwnNamespaces,
  Object.entries({
    networkMode: "network",
    pidMode: "processes",
    ipcMode: "shared memory",
    usernsMode: "users",
  }).map(([mode, what]) => ({
    name: `the machine's ${what}`,
    stack: "dev" as const,
    change: (find) => {
      set(find("Container", "db-storage"), mode, "host");
    },
    says: `Container "db-storage" shares the ${what} of the machine (${mode})`,
  })),
);
