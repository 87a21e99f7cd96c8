import { describeRule, set } from "../../testing";
import { addContainer } from "../../testing-kubernetes";
import { probes } from "./probes";

describeRule(probes, [
  {
    name: "no startup probe",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.startupProbe", undefined);
    },
    says: 'Deployment "db-api" has no startup probe for its container postgrest',
  },
  {
    name: "no readiness probe",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.readinessProbe", undefined);
    },
    says: 'Deployment "db-api" has no readiness probe for its container postgrest',
  },
  {
    name: "no liveness probe",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.livenessProbe", undefined);
    },
    says: 'Deployment "db-api" has no liveness probe for its container postgrest',
  },
  {
    name: "one question for both",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.livenessProbe", {
        httpGet: { path: "/ready", port: "admin" },
        periodSeconds: 99,
      });
    },
    says: 'Deployment "db-api" restarts its container postgrest where it is merely not ready, since both probes ask the same',
  },
  {
    name: "one question for both of TCP",
    change: (find) => {
      for (const probe of ["readinessProbe", "livenessProbe"])
        set(find("Deployment", "db-api"), `spec.template.spec.containers.0.${probe}`, { tcpSocket: { port: "http" } });
    },
    says: 'Deployment "db-api" restarts its container postgrest where it is merely not ready, since both probes ask the same',
  },
  {
    name: "a container at the start of a pod without probes",
    change: (find) => {
      addContainer(find("Deployment", "db-api"), "initContainers");
      set(find("Deployment", "db-api"), "spec.template.spec.initContainers.0.readinessProbe", undefined);
    },
    says: [],
  },
  {
    name: "two questions by tcpSocket",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.readinessProbe", {
        tcpSocket: { port: "http" },
      });
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.livenessProbe", {
        tcpSocket: { port: "admin" },
      });
    },
    says: [],
  },
  {
    name: "two questions by grpc",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.readinessProbe", {
        grpc: { port: 3000, service: "ready" },
      });
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.livenessProbe", {
        grpc: { port: 3000, service: "live" },
      });
    },
    says: [],
  },
  {
    name: "two questions by exec",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.readinessProbe", {
        exec: { command: ["ready"] },
      });
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.livenessProbe", {
        exec: { command: ["live"] },
      });
    },
    says: [],
  },
  {
    name: "neither of two probes",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.readinessProbe", undefined);
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.livenessProbe", undefined);
    },
    says: [
      'Deployment "db-api" has no readiness probe for its container postgrest',
      'Deployment "db-api" has no liveness probe for its container postgrest',
    ],
  },
]);
