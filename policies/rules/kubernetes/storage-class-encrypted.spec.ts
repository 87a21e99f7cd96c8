import { describeRule, set } from "../../testing";
import { storageClassEncrypted } from "./storage-class-encrypted";

describeRule(storageClassEncrypted, [
  {
    name: "a class of plain volumes",
    stack: "full",
    change: (find) => {
      set(find("StorageClass"), "parameters.encrypted", "false");
    },
    says: 'StorageClass "encrypted" makes volumes that are not encrypted',
  },
  {
    name: "a class that does not say",
    stack: "full",
    change: (find) => {
      set(find("StorageClass"), "parameters", undefined);
    },
    says: 'StorageClass "encrypted" makes volumes that are not encrypted',
  },
  {
    name: "a class of volumes that are always encrypted",
    stack: "full",
    change: (find) => {
      set(find("StorageClass"), "provisioner", "pd.csi.storage.gke.io");
      set(find("StorageClass"), "parameters", undefined);
    },
    says: [],
  },
]);
