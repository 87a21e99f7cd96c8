import { describeRule, set } from "../../testing";
import { historyKept } from "./history-kept";

describeRule(historyKept, [
  {
    name: "no revision",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.revisionHistoryLimit", 0);
    },
    says: 'Deployment "db-api" keeps no revision to go back to',
  },
  {
    name: "as many revisions as by default",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.revisionHistoryLimit", undefined);
    },
    says: [],
  },
]);
