import { describeRule, set } from "../../testing";
import { storageClassRetains } from "./storage-class-retains";

describeRule(storageClassRetains, [
  {
    name: "a class that deletes",
    stack: "full",
    change: (find) => {
      set(find("StorageClass"), "reclaimPolicy", "Delete");
    },
    says: 'StorageClass "encrypted" deletes a volume with its data when its claim is deleted',
  },
  {
    name: "a class that does not say",
    stack: "full",
    change: (find) => {
      set(find("StorageClass"), "reclaimPolicy", undefined);
    },
    says: 'StorageClass "encrypted" deletes a volume with its data when its claim is deleted',
  },
]);
