import { describeRule } from "../../testing";
import { namespaceProtected } from "./namespace-protected";

describeRule(namespaceProtected, [
  {
    name: "a namespace that is not protected",
    change: (find) => {
      find("Namespace").protect = false;
    },
    says: 'Namespace "alfred-platform" is not protected, though its deletion deletes every claim in it',
  },
]);
