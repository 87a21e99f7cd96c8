import { describeRule, set } from "../../testing";
import { passwordLong } from "./password-long";

describeRule(passwordLong, [
  {
    name: "a password that is too short",
    change: (find) => {
      set(find("RandomPassword", "service-keys-secret"), "length", 19);
    },
    says: 'RandomPassword "service-keys-secret" has 19 characters, and may have no fewer than 20',
  },
  {
    name: "the shortest password that is long enough",
    change: (find) => {
      set(find("RandomPassword", "service-keys-secret"), "length", 20);
    },
    says: [],
  },
  {
    name: "a password without a length",
    change: (find) => {
      set(find("RandomPassword", "service-keys-secret"), "length", undefined);
    },
    says: 'RandomPassword "service-keys-secret" has 0 characters, and may have no fewer than 20',
  },
]);
