import { type Breakable, describeRule, set } from "../../testing";
import { add, addClaim, addWorkload } from "../../testing-kubernetes";
import { oneWriter } from "./one-writer";

/** Mounts a claim, for reading and writing. */
function onClaim(workload: Breakable, claimName = "redis-data"): Breakable {
  set(workload, "spec.template.spec.volumes.2", { name: "data", persistentVolumeClaim: { claimName } });
  return workload;
}

describeRule(oneWriter, [
  {
    name: "a rollout that starts the new pod first",
    change: (find, resources) => {
      set(onClaim(addWorkload("Deployment", find, resources)), "spec.strategy", {
        type: "RollingUpdate",
        rollingUpdate: { maxUnavailable: 0 },
      });
    },
    says: 'Deployment "added" starts a new pod on the claim redis-data while the old one still writes to it',
  },
  {
    name: "a Deployment with several replicas",
    change: (find) => {
      set(onClaim(find("Deployment", "db-api")), "spec.strategy", { type: "Recreate" });
    },
    says: 'Deployment "db-api" lets several pods write to the claim redis-data, which is for one writer',
  },
  {
    name: "a Deployment with an autoscaler",
    change: (find) => {
      const deployment = onClaim(find("Deployment", "storage-service"));
      set(deployment, "spec.strategy", { type: "Recreate" });
      set(deployment, "spec.replicas", 1);
    },
    says: 'Deployment "storage-service" lets several pods write to the claim redis-data, which is for one writer',
  },
  {
    name: "a pod on every node",
    change: (find, resources) => {
      onClaim(addWorkload("DaemonSet", find, resources));
    },
    says: 'DaemonSet "added" lets several pods write to the claim redis-data, which is for one writer',
  },
  {
    name: "a claim that is not made here",
    change: (find, resources) => {
      onClaim(addWorkload("DaemonSet", find, resources), "elsewhere");
    },
    says: 'DaemonSet "added" lets several pods write to the claim elsewhere, which is for one writer',
  },
  {
    name: "one pod that ends before the next one starts",
    change: (find, resources) => {
      onClaim(addWorkload("Deployment", find, resources));
    },
    says: [],
  },
  {
    name: "one pod of a StatefulSet, which always does",
    change: (find, resources) => {
      onClaim(addWorkload("StatefulSet", find, resources));
    },
    says: [],
  },
  {
    name: "pods that only read",
    change: (find, resources) => {
      set(addWorkload("DaemonSet", find, resources), "spec.template.spec.volumes.2", {
        name: "data",
        persistentVolumeClaim: { claimName: "redis-data", readOnly: true },
      });
    },
    says: [],
  },
  {
    name: "several pods of a StatefulSet",
    change: (find, resources) => {
      set(onClaim(addWorkload("StatefulSet", find, resources)), "spec.replicas", 2);
    },
    says: 'StatefulSet "added" lets several pods write to the claim redis-data, which is for one writer',
  },
  {
    name: "copies of what is no workload of Kubernetes",
    change: (find, resources) => {
      add(resources, find("Service", "db-api"), "kubernetes:monitoring.coreos.com/v1:Prometheus", {
        spec: { replicas: 2, volumes: [{ name: "data", persistentVolumeClaim: { claimName: "redis-data" } }] },
      });
    },
    says: [],
  },
  {
    name: "a claim for many",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.accessModes", ["ReadWriteOnce", "ReadOnlyMany"]);
      onClaim(find("Deployment", "db-api"));
    },
    says: [],
  },
  {
    name: "a claim for one beside one for many",
    change: (find, resources) => {
      addClaim(resources, find("PersistentVolumeClaim", "redis-data"), ["ReadOnlyMany"]);
      onClaim(addWorkload("DaemonSet", find, resources));
    },
    says: 'DaemonSet "added" lets several pods write to the claim redis-data, which is for one writer',
  },
  {
    name: "a claim for one whose namesake for many is in another namespace",
    change: (find, resources) => {
      const other = addClaim(resources, find("PersistentVolumeClaim", "redis-data"), ["ReadOnlyMany"]);
      set(other, "metadata.name", "redis-data");
      set(other, "metadata.namespace", "other");
      onClaim(addWorkload("DaemonSet", find, resources));
    },
    says: 'DaemonSet "added" lets several pods write to the claim redis-data, which is for one writer',
  },
  {
    name: "a claim for one whose namesake for many is no claim",
    change: (find, resources) => {
      const other = add(resources, find("PersistentVolumeClaim", "redis-data"), "kubernetes:core/v1:PersistentVolume", {
        spec: { accessModes: ["ReadOnlyMany"], resources: { requests: { storage: "1Gi" } } },
      });
      set(other, "metadata.name", "redis-data");
      onClaim(addWorkload("DaemonSet", find, resources));
    },
    says: 'DaemonSet "added" lets several pods write to the claim redis-data, which is for one writer',
  },
]);
