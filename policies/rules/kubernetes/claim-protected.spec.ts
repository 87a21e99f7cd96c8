import { describeRule } from "../../testing";
import { claimProtected } from "./claim-protected";

describeRule(claimProtected, [
  {
    name: "a claim that is not protected",
    change: (find) => {
      find("PersistentVolumeClaim", "redis-data").protect = false;
    },
    says: 'PersistentVolumeClaim "redis-data" is not protected, so an edit or a destroy can delete its data',
  },
  {
    name: "a volume that is not protected",
    stack: "full",
    change: (find) => {
      find("PersistentVolume", "redis-data").protect = false;
    },
    says: 'PersistentVolume "redis-data" is not protected, so an edit or a destroy can delete its data',
  },
]);
