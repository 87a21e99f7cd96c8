import { describeRule, set } from "../../testing";
import { dockerLabelled } from "./docker-labelled";

describeRule(dockerLabelled, [
  {
    name: "a container without the label of its environment",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "labels.0.label", "environment");
    },
    says: 'Container "db-storage" has no label alfred-storage.environment',
  },
  {
    name: "a network without any label",
    stack: "dev",
    change: (find) => {
      set(find("Network", "alfred-platform"), "labels", undefined);
    },
    says: [
      'Network "alfred-platform" has no label alfred-storage.environment',
      'Network "alfred-platform" has no label alfred-storage.managed-by',
    ],
  },
  {
    name: "a volume that does not say who manages it",
    stack: "dev",
    change: (find) => {
      set(find("Volume", "redis-data"), "labels.2.label", "manager");
    },
    says: 'Volume "redis-data" has no label alfred-storage.managed-by',
  },
]);
