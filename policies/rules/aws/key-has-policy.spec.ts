import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { add } from "../../testing-aws";
import { keyHasPolicy } from "./key-has-policy";

describeRule(keyHasPolicy, [
  {
    name: "a key without a policy",
    change: (find) => {
      set(find("Key", "object-store"), "policy", undefined);
    },
    says: 'Key "object-store" has no policy of its own',
  },
  {
    name: "a policy beside the key of another one",
    change: (find, resources) => {
      const policy = find("Key", "object-store").props["policy"];
      set(find("Key", "object-store"), "policy", undefined);
      const dependsOn = [find("Key", "object-store-backups").urn];
      add(resources, "aws:kms/keyPolicy:KeyPolicy", { keyId: unknown, policy }, { dependsOn });
    },
    says: 'Key "object-store" has no policy of its own',
  },
  {
    name: "a policy beside the key",
    change: (find, resources) => {
      const policy = find("Key", "object-store").props["policy"];
      set(find("Key", "object-store"), "policy", undefined);
      const dependsOn = [find("Key", "object-store").urn];
      add(resources, "aws:kms/keyPolicy:KeyPolicy", { keyId: unknown, policy }, { dependsOn });
    },
    says: [],
  },
]);
