import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { namespaceRestricted } from "./namespace-restricted";

describeRule(namespaceRestricted, [
  {
    name: "a namespace without the label",
    change: (find) => {
      set(find("Namespace"), ["metadata", "labels", "pod-security.kubernetes.io/enforce"], undefined);
    },
    says: 'Namespace "alfred-platform" admits pods that do not meet the restricted standard',
  },
  {
    name: "a namespace with a laxer standard",
    change: (find) => {
      set(find("Namespace"), ["metadata", "labels", "pod-security.kubernetes.io/enforce"], "baseline");
    },
    says: 'Namespace "alfred-platform" admits pods that do not meet the restricted standard',
  },
  {
    name: "a namespace whose standard is not known",
    change: (find) => {
      set(find("Namespace"), ["metadata", "labels", "pod-security.kubernetes.io/enforce"], unknown);
    },
    says: 'Namespace "alfred-platform" cannot be judged: metadata.labels.pod-security.kubernetes.io/enforce is not known yet',
  },
  {
    name: "a namespace without labels",
    change: (find) => {
      set(find("Namespace"), "metadata.labels", undefined);
    },
    says: 'Namespace "alfred-platform" admits pods that do not meet the restricted standard',
  },
]);
