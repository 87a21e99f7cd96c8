import { describeRule, set } from "../../testing";
import { serviceStaysInside } from "./service-stays-inside";

describeRule(serviceStaysInside, [
  {
    name: "a balancer",
    change: (find) => {
      set(find("Service", "db-api"), "spec.type", "LoadBalancer");
    },
    says: 'Service "db-api" is reachable from outside of the cluster (LoadBalancer)',
  },
  {
    name: "a port of every node",
    change: (find) => {
      set(find("Service", "db-api"), "spec.type", "NodePort");
    },
    says: 'Service "db-api" is reachable from outside of the cluster (NodePort)',
  },
  {
    name: "addresses outside",
    change: (find) => {
      set(find("Service", "db-api"), "spec.externalIPs", ["203.0.113.7"]);
    },
    says: 'Service "db-api" takes in what comes for addresses outside of the cluster',
  },
  {
    name: "the type by default",
    change: (find) => {
      set(find("Service", "db-api"), "spec.type", undefined);
    },
    says: [],
  },
  {
    name: "a name for something outside",
    change: (find) => {
      set(find("Service", "db-api"), "spec", { type: "ExternalName", externalName: "db.example.com" });
    },
    says: [],
  },
]);
