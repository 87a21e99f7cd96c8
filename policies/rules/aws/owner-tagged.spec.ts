import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { ownerTagged } from "./owner-tagged";

describeRule(ownerTagged, [
  {
    name: "a bucket of which nobody knows whose it is",
    change: (find) => {
      set(find("Bucket", "object-store"), "tags.owner", undefined);
    },
    says: 'Bucket "object-store" does not say by a tag what it has to: owner',
  },
  {
    name: "a key with an empty tag",
    change: (find) => {
      set(find("Key", "object-store"), "tags.owner", "");
    },
    says: 'Key "object-store" does not say by a tag what it has to: owner',
  },
  {
    name: "a bucket without any tags",
    change: (find) => {
      set(find("Bucket", "object-store"), "tags", undefined);
    },
    says: 'Bucket "object-store" does not say by a tag what it has to: owner',
  },
  {
    name: "a bucket without another tag that is asked for",
    parameters: { keys: ["alfred-storage.stack"] },
    change: (find) => {
      set(find("Bucket", "object-store"), ["tags", "alfred-storage.stack"], undefined);
    },
    says: 'Bucket "object-store" does not say by a tag what it has to: alfred-storage.stack',
  },
  {
    name: "a tag whose value is not known yet",
    change: (find) => {
      set(find("Bucket", "object-store"), "tags.owner", unknown);
    },
    says: [],
  },
]);
