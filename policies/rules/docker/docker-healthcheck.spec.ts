import { describeRule, set } from "../../testing";
import { dockerHealthcheck } from "./docker-healthcheck";

describeRule(dockerHealthcheck, [
  {
    name: "no check",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "healthcheck", undefined);
    },
    says: 'Container "db-storage" has no health check',
  },
  {
    name: "the image's check turned off",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "healthcheck.tests", ["NONE"]);
    },
    says: 'Container "db-storage" has no health check',
  },
]);
