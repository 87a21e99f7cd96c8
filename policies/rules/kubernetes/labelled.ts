import { entryAt, workloadTypes } from "../../kubernetes";
import type { ResourceRule } from "../../rule";

export const labelled: ResourceRule = {
  name: "labelled",
  threat: "change-unseen",
  level: "advisory",
  description: "What lies in a namespace says by labels what it is, and who manages it.",
  remedy: "Add it to the resource's labels.",
  types: [
    ...workloadTypes,
    "kubernetes:core/v1:Service",
    "kubernetes:core/v1:Secret",
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:core/v1:PersistentVolumeClaim",
    "kubernetes:networking.k8s.io/v1:Ingress",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  ],
  parameters: {
    labels: {
      type: "array",
      items: { type: "string" },
      default: ["app.kubernetes.io/name", "app.kubernetes.io/managed-by"],
      description: "The labels that it needs.",
    },
  },
  check: ({ props }, report, { labels }) => {
    for (const label of labels as string[]) {
      if (entryAt(props, "metadata.labels", label) === undefined) report(`has no label ${label}`);
    }
  },
};
