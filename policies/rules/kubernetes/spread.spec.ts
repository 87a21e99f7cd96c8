import { describeRule, set } from "../../testing";
import { add, addWorkload } from "../../testing-kubernetes";
import { spread } from "./spread";

describeRule(spread, [
  {
    name: "pods that nothing spreads",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.topologySpreadConstraints", undefined);
    },
    says: 'Deployment "db-api" may have all its pods on one node',
  },
  {
    name: "pods of an autoscaler that nothing spreads",
    change: (find) => {
      set(find("Deployment", "storage-service"), "spec.replicas", 1);
      set(find("Deployment", "storage-service"), "spec.template.spec.topologySpreadConstraints", []);
    },
    says: 'Deployment "storage-service" may have all its pods on one node',
  },
  {
    name: "one pod that nothing spreads",
    change: (find, resources) => {
      set(addWorkload("Deployment", find, resources), "spec.template.spec.topologySpreadConstraints", undefined);
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
