import { describeRule, set } from "../../testing";
import { dockerNotPrivileged } from "./docker-not-privileged";

describeRule(dockerNotPrivileged, [
  {
    name: "a privileged container",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "privileged", true);
    },
    says: 'Container "db-storage" is privileged: whoever gets into it owns the machine',
  },
]);
