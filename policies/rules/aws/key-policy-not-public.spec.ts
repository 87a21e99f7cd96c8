import { describeRule } from "../../testing";
import { add, allow, policy } from "../../testing-aws";
import { keyPolicyNotPublic } from "./key-policy-not-public";

const anyone = { Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" };

describeRule(keyPolicyNotPublic, [
  {
    name: "a key with which everyone reads",
    change: (find) => {
      allow(find("Key", "object-store"), anyone);
    },
    says: 'Key "object-store" gives kms:Decrypt to everyone',
  },
  {
    name: "a key with which an account reads, and everyone",
    change: (find) => {
      allow(find("Key", "object-store"), { ...anyone, Principal: { AWS: ["123456789012", "*"] } });
    },
    says: 'Key "object-store" gives kms:Decrypt to everyone',
  },
  {
    name: "a policy beside a key with which everyone reads",
    change: (_, resources) => {
      add(resources, "aws:kms/keyPolicy:KeyPolicy", { policy: policy(anyone) });
    },
    says: 'KeyPolicy "other" gives kms:Decrypt to everyone',
  },
  {
    name: "everyone of an account",
    change: (find) => {
      const condition = { StringEquals: { "kms:CallerAccount": "123456789012" } };
      allow(find("Key", "object-store"), { ...anyone, Condition: condition });
    },
    says: [],
  },
]);
