import { describeRule, set } from "../../testing";
import { labelled } from "./labelled";

describeRule(labelled, [
  {
    name: "no label app.kubernetes.io/name",
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), ["metadata", "labels", "app.kubernetes.io/name"], undefined);
    },
    says: 'PersistentVolumeClaim "redis-data" has no label app.kubernetes.io/name',
  },
  {
    name: "no label app.kubernetes.io/managed-by",
    change: (find) => {
      set(
        find("PersistentVolumeClaim", "redis-data"),
        ["metadata", "labels", "app.kubernetes.io/managed-by"],
        undefined,
      );
    },
    says: 'PersistentVolumeClaim "redis-data" has no label app.kubernetes.io/managed-by',
  },
  {
    name: "no labels at all",
    change: (find) => {
      set(find("Secret", "db-api"), "metadata.labels", undefined);
    },
    says: [
      'Secret "db-api" has no label app.kubernetes.io/name',
      'Secret "db-api" has no label app.kubernetes.io/managed-by',
    ],
  },
  {
    name: "a label that is asked for",
    parameters: { labels: ["app"] },
    change: (find) => {
      set(find("PersistentVolumeClaim", "redis-data"), "metadata.labels.app", undefined);
    },
    says: 'PersistentVolumeClaim "redis-data" has no label app',
  },
]);
