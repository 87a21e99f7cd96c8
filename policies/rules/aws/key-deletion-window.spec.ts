import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { keyDeletionWindow } from "./key-deletion-window";

describeRule(keyDeletionWindow, [
  {
    name: "a key that goes too soon",
    change: (find) => {
      set(find("Key", "object-store"), "deletionWindowInDays", 29);
    },
    says: 'Key "object-store" is deleted 29 days after somebody asks for it, which is less than 30',
  },
  {
    name: "a time that is none",
    change: (find) => {
      set(find("Key", "object-store"), "deletionWindowInDays", "a while");
    },
    says: 'Key "object-store" is deleted a while days after somebody asks for it, which is less than 30',
  },
  {
    name: "a time that is not known",
    change: (find) => {
      set(find("Key", "object-store"), "deletionWindowInDays", unknown);
    },
    says: 'Key "object-store" cannot be judged: deletionWindowInDays is not known yet',
  },
  {
    name: "the time that KMS itself waits for",
    change: (find) => {
      set(find("Key", "object-store"), "deletionWindowInDays", undefined);
    },
    says: [],
  },
  {
    name: "a shorter time where that is enough",
    parameters: { days: 7 },
    change: (find) => {
      set(find("Key", "object-store"), "deletionWindowInDays", 7);
    },
    says: [],
  },
]);
