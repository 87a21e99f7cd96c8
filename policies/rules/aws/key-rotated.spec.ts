import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { keyRotated } from "./key-rotated";

describeRule(keyRotated, [
  {
    name: "a key whose rotation is off",
    change: (find) => {
      set(find("Key", "object-store"), "enableKeyRotation", false);
    },
    says: 'Key "object-store" is never rotated',
  },
  {
    name: "a key that says nothing about it",
    change: (find) => {
      set(find("Key", "object-store"), "enableKeyRotation", undefined);
    },
    says: 'Key "object-store" is never rotated',
  },
  {
    name: "a key of which it is not known",
    change: (find) => {
      set(find("Key", "object-store"), "enableKeyRotation", unknown);
    },
    says: 'Key "object-store" cannot be judged: enableKeyRotation is not known yet',
  },
  {
    name: "a key that KMS cannot rotate",
    change: (find) => {
      set(find("Key", "object-store"), "enableKeyRotation", undefined);
      set(find("Key", "object-store"), "customerMasterKeySpec", "RSA_2048");
    },
    says: [],
  },
]);
