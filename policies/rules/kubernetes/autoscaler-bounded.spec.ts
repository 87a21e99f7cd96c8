import { describeRule, set } from "../../testing";
import { autoscalerBounded } from "./autoscaler-bounded";

describeRule(autoscalerBounded, [
  {
    name: "too many pods",
    change: (find) => {
      set(find("HorizontalPodAutoscaler"), "spec.maxReplicas", 21);
    },
    says: 'HorizontalPodAutoscaler "storage-service" may start more than 20 pods',
  },
  {
    name: "any number of pods",
    change: (find) => {
      set(find("HorizontalPodAutoscaler"), "spec.maxReplicas", undefined);
    },
    says: 'HorizontalPodAutoscaler "storage-service" may start more than 20 pods',
  },
  {
    name: "as many pods as may be",
    change: (find) => {
      set(find("HorizontalPodAutoscaler"), "spec.maxReplicas", 20);
    },
    says: [],
  },
  {
    name: "fewer that may be",
    parameters: { most: 6 },
    change: (find) => {
      set(find("HorizontalPodAutoscaler"), "spec.maxReplicas", 7);
    },
    says: 'HorizontalPodAutoscaler "storage-service" may start more than 6 pods',
  },
  {
    name: "too many pods by the older version",
    change: (find) => {
      find("HorizontalPodAutoscaler").type = "kubernetes:autoscaling/v1:HorizontalPodAutoscaler";
      set(find("HorizontalPodAutoscaler"), "spec.maxReplicas", 21);
    },
    says: 'HorizontalPodAutoscaler "storage-service" may start more than 20 pods',
  },
]);
