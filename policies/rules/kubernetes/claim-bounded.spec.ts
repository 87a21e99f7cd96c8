import { describeRule, set } from "../../testing";
import { addWorkload } from "../../testing-kubernetes";
import { claimBounded } from "./claim-bounded";

describeRule(claimBounded, [
  {
    name: "a large claim",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.resources.requests.storage", "1025Gi");
    },
    says: 'PersistentVolumeClaim "redis-data" has a size of 1025Gi for it, not 1Ti at most',
  },
  {
    name: "a large claim in powers of 1000",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.resources.requests.storage", "2T");
    },
    says: 'PersistentVolumeClaim "redis-data" has a size of 2T for it, not 1Ti at most',
  },
  {
    name: "a claim without a size",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.resources.requests.storage", undefined);
    },
    says: 'PersistentVolumeClaim "redis-data" has a size of undefined for it, not 1Ti at most',
  },
  {
    name: "a large claim of a StatefulSet",
    change: (find, resources) => {
      set(addWorkload("StatefulSet", find, resources), "spec.volumeClaimTemplates", [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Ti" } } },
        },
      ]);
    },
    says: 'StatefulSet "added" has a size of 2Ti for its claim data, not 1Ti at most',
  },
  {
    name: "as large a claim as may be",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.resources.requests.storage", "1Ti");
    },
    says: [],
  },
  {
    name: "a smaller size that may be",
    parameters: { most: "100G" },
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "spec.resources.requests.storage", "100Gi");
    },
    says: 'PersistentVolumeClaim "redis-data" has a size of 100Gi for it, not 100G at most',
  },
]);
