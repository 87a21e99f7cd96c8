import { describeRule, set } from "../../testing";
import { dockerCapabilitiesDropped } from "./docker-capabilities-dropped";

describeRule(dockerCapabilitiesDropped, [
  {
    name: "nothing dropped",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "capabilities.drops", undefined);
    },
    says: 'Container "db-storage" keeps Linux capabilities that nobody gave it on purpose',
  },
  {
    name: "one dropped and not all",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "capabilities.drops.0", "CAP_NET_RAW");
    },
    says: 'Container "db-storage" keeps Linux capabilities that nobody gave it on purpose',
  },
  {
    name: "a capability too many",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-postgres"), "capabilities.adds.0", "cap_sys_admin");
    },
    says: 'Container "db-postgres" has the Linux capability SYS_ADMIN',
  },
]);
