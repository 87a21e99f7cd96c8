import { describeRule, type Find } from "../../testing";
import { bucketGuardsProtected } from "./bucket-guards-protected";

const guards = {
  BucketObjectLockConfiguration: "a lock",
  BucketOwnershipControls: "an ownership",
  BucketPolicy: "a policy",
  BucketPublicAccessBlock: "a block of public access",
  BucketServerSideEncryptionConfiguration: "an encryption",
  BucketVersioning: "versions",
};

describeRule(
  bucketGuardsProtected,
  Object.entries(guards).map(([kind, guard]) => ({
    name: `${guard} that is not protected`,
    change: (find: Find) => {
      find(kind, "object-store-backups").protect = false;
    },
    says: `${kind} "object-store-backups" is not protected, so an edit or a destroy can take it from a bucket that stays`,
  })),
);
