import { describeRule, set } from "../../testing";
import { dockerNoNewPrivileges } from "./docker-no-new-privileges";

describeRule(dockerNoNewPrivileges, [
  {
    name: "no such option",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "securityOpts", undefined);
    },
    says: 'Container "db-api" lets its processes gain privileges',
  },
  {
    name: "the option turned off",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "securityOpts.0", "no-new-privileges:false");
    },
    says: 'Container "db-api" lets its processes gain privileges',
  },
  {
    name: "the option's short form, which is as good",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "securityOpts.0", "no-new-privileges");
    },
    says: [],
  },
]);
