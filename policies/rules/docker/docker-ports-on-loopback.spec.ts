import { describeRule, set } from "../../testing";
import { dockerPortsOnLoopback } from "./docker-ports-on-loopback";

describeRule(dockerPortsOnLoopback, [
  {
    name: "a port on every address",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-storage"), "ports.0.ip", "0.0.0.0");
    },
    says: 'Container "db-storage" publishes port 5000 on 0.0.0.0, where others can reach it',
  },
  {
    name: "a port without an address, which is one on every address",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-postgres"), "ports.0.ip", undefined);
    },
    says: 'Container "db-postgres" publishes port 5432 on 0.0.0.0, where others can reach it',
  },
  {
    name: "all ports published",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "publishAllPorts", true);
    },
    says: 'Container "db-api" publishes every port of its image on every address',
  },
]);
