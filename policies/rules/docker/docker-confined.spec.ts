import { describeRule, set } from "../../testing";
import { dockerConfined } from "./docker-confined";

describeRule(
  dockerConfined,
  ["seccomp=unconfined", "apparmor:unconfined", "systempaths=unconfined", "label=disable"].map((option) => ({
    name: option,
    stack: "dev" as const,
    change: (find) => {
      set(find("Container", "db-storage"), "securityOpts.1", option);
    },
    says: `Container "db-storage" turns off what confines it (${option})`,
  })),
);
