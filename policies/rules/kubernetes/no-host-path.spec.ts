import { describeRule, set } from "../../testing";
import { noHostPath } from "./no-host-path";

describeRule(noHostPath, [
  {
    name: "a pod with a folder of its node",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.volumes.2", {
        name: "logs",
        hostPath: { path: "/var/log" },
      });
    },
    says: 'Deployment "db-api" mounts a folder of its node as the volume logs',
  },
  {
    name: "a volume that is one",
    stack: "full",
    change: (find) => {
      set(find("PersistentVolume", "redis-data"), "spec.hostPath", { path: "/data" });
    },
    says: 'PersistentVolume "redis-data" is a folder of whatever node its pod runs on',
  },
]);
