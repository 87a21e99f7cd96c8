import { unknown } from "../../rule";
import { describeRule, type Find, set } from "../../testing";
import { add } from "../../testing-aws";
import { noAccessKeys } from "./no-access-keys";

describeRule(noAccessKeys, [
  {
    name: "a user's key",
    change: (_, resources) => {
      add(resources, "aws:iam/accessKey:AccessKey", { user: "storage" });
    },
    says: 'AccessKey "other" is a static key',
  },
  ...["AKIA0123456789", unknown].map((key) => ({
    name: `a provider with a key${key === unknown ? " that is not known yet" : ""}`,
    change: (find: Find) => {
      set(find("aws", "aws"), "accessKey", key);
    },
    says: 'aws "aws" signs in with a static key',
  })),
]);
