import { describeRule, set } from "../../testing";
import { addWorkload } from "../../testing-kubernetes";
import { claimNotWidened } from "./claim-not-widened";

describeRule(claimNotWidened, [
  {
    name: "a claim for many nodes",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.accessModes", ["ReadWriteMany"]);
    },
    says: 'PersistentVolumeClaim "redis-data" lets pods on several nodes write to it at once',
  },
  {
    name: "a claim for many nodes that many pods mount",
    change: (find, resources) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.accessModes", ["ReadWriteMany"]);
      set(addWorkload("DaemonSet", find, resources), "spec.template.spec.volumes.2", {
        name: "data",
        persistentVolumeClaim: { claimName: "redis-data" },
      });
    },
    says: 'PersistentVolumeClaim "redis-data" lets pods on several nodes write to it at once',
  },
  {
    name: "a StatefulSet with such claims",
    change: (find, resources) => {
      set(addWorkload("StatefulSet", find, resources), "spec.volumeClaimTemplates", [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } },
        },
      ]);
    },
    says: 'StatefulSet "added" lets pods on several nodes write to its claim data at once',
  },
  {
    name: "a claim for one pod",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.accessModes", ["ReadWriteOncePod"]);
    },
    says: [],
  },
  {
    name: "a claim that many nodes read",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.accessModes", ["ReadOnlyMany"]);
    },
    says: [],
  },
  {
    name: "a claim for one node, or for many",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.accessModes", ["ReadWriteOnce", "ReadWriteMany"]);
    },
    says: 'PersistentVolumeClaim "redis-data" lets pods on several nodes write to it at once',
  },
]);
