import { describeRule, set } from "../../testing";
import { addWorkload } from "../../testing-kubernetes";
import { claimsKept } from "./claims-kept";

describeRule(claimsKept, [
  {
    name: "a StatefulSet that takes its claims with it",
    change: (find, resources) => {
      set(addWorkload("StatefulSet", find, resources), "spec.persistentVolumeClaimRetentionPolicy", {
        whenDeleted: "Delete",
      });
    },
    says: 'StatefulSet "added" deletes the claims of its pods, with their data, when it is deleted',
  },
  {
    name: "a StatefulSet that deletes the claims of pods that it no longer has",
    change: (find, resources) => {
      set(addWorkload("StatefulSet", find, resources), "spec.persistentVolumeClaimRetentionPolicy", {
        whenDeleted: "Retain",
        whenScaled: "Delete",
      });
    },
    says: 'StatefulSet "added" deletes the claims of its pods, with their data, when it is scaled down',
  },
  {
    name: "a StatefulSet that keeps them",
    change: (find, resources) => {
      set(addWorkload("StatefulSet", find, resources), "spec.persistentVolumeClaimRetentionPolicy", {
        whenDeleted: "Retain",
        whenScaled: "Retain",
      });
    },
    says: [],
  },
]);
