import { describeRule } from "../../testing";
import { rewrite } from "../../testing-aws";
import { keyUseThroughService } from "./key-use-through-service";

const says = 'RolePolicy "objects" gives kms:GenerateDataKey, kms:Decrypt without a service in between';

describeRule(keyUseThroughService, [
  {
    name: "a key for whatever somebody has",
    change: (find) => {
      rewrite(find("RolePolicy", "objects"), "Key", { Condition: undefined });
    },
    says,
  },
  {
    name: "a key through any service",
    change: (find) => {
      rewrite(find("RolePolicy", "objects"), "Key", { Condition: { StringLike: { "kms:ViaService": "*" } } });
    },
    says,
  },
  {
    name: "a key through S3 in any region",
    change: (find) => {
      const condition = { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } };
      rewrite(find("RolePolicy", "objects"), "Key", { Condition: condition });
    },
    says: [],
  },
]);
