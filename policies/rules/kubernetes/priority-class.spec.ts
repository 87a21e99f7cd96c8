import { describeRule, set } from "../../testing";
import { priorityClass } from "./priority-class";

describeRule(priorityClass, [
  {
    name: "pods without a priority",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.priorityClassName", undefined);
    },
    says: 'Deployment "db-api" gives its pods no priority',
  },
]);
