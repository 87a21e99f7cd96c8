import { podOf, workloadTypes } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

const serviceAccount = "kubernetes:core/v1:ServiceAccount";

export const noServiceAccountToken: ResourceRule = {
  name: "no-service-account-token",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Pods get no token of the API server, whatever account they have.",
  remedy: "Set automountServiceAccountToken: false; where a pod has to ask the API server, declare an exception.",
  types: [...workloadTypes, serviceAccount],
  check: (resource, report) => {
    const field = "automountServiceAccountToken";
    const set = resource.type === serviceAccount ? at(resource.props, field) : at(podOf(resource), `spec.${field}`);
    if (set !== false) report("gives its pods a token of the API server");
  },
};
