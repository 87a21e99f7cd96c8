import { selecting, workloadTypes } from "../../kubernetes";
import type { Resource, StackRule } from "../../rule";
import { at, listAt } from "../../values";

const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

/** Where a policy does not say what it is for, it is for what comes in, and for what goes out if it has rules of that. */
const limitsIngress = ({ props }: Resource): boolean =>
  at(props, "spec.policyTypes") === undefined || listAt(props, "spec.policyTypes").includes("Ingress");
const limitsEgress = ({ props }: Resource): boolean =>
  at(props, "spec.policyTypes") === undefined
    ? listAt(props, "spec.egress").length > 0
    : listAt(props, "spec.policyTypes").includes("Egress");

export const networkPolicy: StackRule = {
  name: "network-policy",
  threat: "data-exposed",
  level: "mandatory",
  description: "A NetworkPolicy limits what comes into each workload's pods, and one what goes out.",
  remedy:
    "Make a NetworkPolicy that selects its pods and has both policyTypes, and ones that give back what is needed.",
  judgedAtUp: "The name of a namespace may be known only once it is made.",
  checkStack: (resources, report) => {
    for (const workload of resources.filter(({ type }) => workloadTypes.includes(type))) {
      const policies = selecting(policyType, "spec.podSelector", workload, resources);
      if (!policies.some(limitsIngress)) report("is not selected by a network policy for what comes in", workload);
      if (!policies.some(limitsEgress)) report("is not selected by a network policy for what goes out", workload);
    }
  },
};
