import { describeRule, set } from "../../testing";
import { add, addWorkload } from "../../testing-kubernetes";
import { disruptionBudget } from "./disruption-budget";

describeRule(disruptionBudget, [
  {
    name: "a workload without one",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "spec.selector.matchLabels.app", "other");
    },
    says: 'Deployment "db-api" has no disruption budget, so all its pods may go at once',
  },
  {
    name: "one in another namespace",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "metadata.namespace", "other");
    },
    says: 'Deployment "db-api" has no disruption budget, so all its pods may go at once',
  },
  {
    name: "a workload that may only be scaled",
    change: (find) => {
      set(find("Deployment", "storage-service"), "spec.replicas", undefined);
      set(find("PodDisruptionBudget", "storage-service"), "spec.selector", undefined);
    },
    says: 'Deployment "storage-service" has no disruption budget, so all its pods may go at once',
  },
  {
    name: "a StatefulSet",
    change: (find, resources) => {
      set(addWorkload("StatefulSet", find, resources), "spec.replicas", 2);
      set(find("StatefulSet"), "spec.template.metadata.labels.app", "other");
    },
    says: 'StatefulSet "added" has no disruption budget, so all its pods may go at once',
  },
  {
    name: "one that lets no pod go",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "spec", {
        selector: { matchLabels: { app: "db-api" } },
        maxUnavailable: 0,
      });
    },
    says: 'PodDisruptionBudget "db-api" lets no pod go, so that no node can be emptied',
  },
  {
    name: "one that lets no share go",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "spec", {
        selector: { matchLabels: { app: "db-api" } },
        maxUnavailable: "0%",
      });
    },
    says: 'PodDisruptionBudget "db-api" lets no pod go, so that no node can be emptied',
  },
  {
    name: "one that needs as many as there are",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "spec", {
        selector: { matchLabels: { app: "db-api" } },
        minAvailable: 2,
      });
    },
    says: 'PodDisruptionBudget "db-api" lets no pod go, so that no node can be emptied',
  },
  {
    name: "one that needs all",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "spec", {
        selector: { matchLabels: { app: "db-api" } },
        minAvailable: "100%",
      });
    },
    says: 'PodDisruptionBudget "db-api" lets no pod go, so that no node can be emptied',
  },
  {
    name: "one that needs as many as the autoscaler leaves",
    change: (find) => {
      set(find("PodDisruptionBudget", "storage-service"), "spec", {
        selector: { matchLabels: { app: "db-storage" } },
        minAvailable: 3,
      });
    },
    says: 'PodDisruptionBudget "storage-service" lets no pod go, so that no node can be emptied',
  },
  {
    name: "one pod without a budget",
    change: (find, resources) => {
      set(addWorkload("Deployment", find, resources), "spec.template.metadata.labels.app", "other");
    },
    says: [],
  },
  {
    name: "one that needs fewer than there are",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "spec", {
        selector: { matchLabels: { app: "db-api" } },
        minAvailable: 1,
      });
    },
    says: [],
  },
  {
    name: "one that needs half",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "spec", {
        selector: { matchLabels: { app: "db-api" } },
        minAvailable: "50%",
      });
    },
    says: [],
  },
  {
    name: "one that lets half go",
    change: (find) => {
      set(find("PodDisruptionBudget", "db-api"), "spec", {
        selector: { matchLabels: { app: "db-api" } },
        maxUnavailable: "50%",
      });
    },
    says: [],
  },
  {
    name: "copies of what is no workload of Kubernetes",
    change: (find, resources) => {
      const other = add(resources, find("Service", "db-api"), "kubernetes:monitoring.coreos.com/v1:Prometheus", {
        spec: { replicas: 2 },
      });
      set(other, "metadata.labels", {});
    },
    says: [],
  },
]);
