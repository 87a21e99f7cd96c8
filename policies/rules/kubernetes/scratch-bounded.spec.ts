import { describeRule, set } from "../../testing";
import { scratchBounded } from "./scratch-bounded";

describeRule(scratchBounded, [
  {
    name: "a scratch folder without a limit",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.volumes.0.emptyDir", {});
    },
    says: 'Deployment "db-api" lets its volume scratch fill the disk of its node',
  },
]);
