import { describeRule } from "../../testing";
import { bucketProtected } from "./bucket-protected";

describeRule(bucketProtected, [
  {
    name: "a bucket that is not protected",
    change: (find) => {
      find("Bucket", "object-store").protect = false;
    },
    says: 'Bucket "object-store" is not protected, so an edit or a destroy can delete it',
  },
]);
