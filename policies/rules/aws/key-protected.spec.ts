import { type Breakable, describeRule, type Find } from "../../testing";
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
  ...["ExternalKey", "ReplicaKey", "ReplicaExternalKey"].map((kind) => ({
    name: `a key that is not protected (${kind})`,
    change: (_: Find, resources: Breakable[]) => {
      const type = `aws:kms/${kind.replace(/^./, (letter) => letter.toLowerCase())}:${kind}`;
      add(resources, type, {}, { protect: false });
    },
    says: `${kind} "other" is not protected, so an edit or a destroy can delete it with all that it encrypts`,
  })),
]);
