import { describeRule } from "../../testing";
import { add } from "../../testing-aws";
import { keyProtected } from "./key-protected";

describeRule(keyProtected, [
  {
    name: "a key that is not protected",
    change: (find) => {
      find("Key", "object-store").protect = false;
    },
    says: 'Key "object-store" is not protected, so an edit or a destroy can delete it with all that it encrypts',
  },
  {
    name: "a copy of a key in another region that is not protected",
    change: (_, resources) => {
      add(resources, "aws:kms/replicaKey:ReplicaKey", {}, { protect: false });
    },
    says: 'ReplicaKey "other" is not protected, so an edit or a destroy can delete it with all that it encrypts',
  },
]);
