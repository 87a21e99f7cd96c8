import { describeRule } from "../../testing";
import { dataLocationKept } from "./data-location-kept";

describeRule(dataLocationKept, [
  {
    name: "buckets without a place",
    change: (find) => {
      find("DataLocation").type = "storagedb:index:Other";
    },
    says: "The stack has buckets, and nothing that notices when their objects are looked for elsewhere",
  },
  {
    name: "a stack with neither",
    change: (find, resources) => {
      find("DataLocation").type = "storagedb:index:Other";
      for (const one of resources) {
        if (one.type === "storagedb:index:Bucket") one.type = "storagedb:index:Other";
      }
    },
    says: [],
  },
]);
