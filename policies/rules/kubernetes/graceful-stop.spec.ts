import { describeRule, set } from "../../testing";
import { gracefulStop } from "./graceful-stop";

describeRule(gracefulStop, [
  {
    name: "a container that stops at once",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.lifecycle", undefined);
    },
    says: 'Deployment "db-api" stops its container postgrest while requests are still sent to it',
  },
  {
    name: "no time after the pause",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.terminationGracePeriodSeconds", 24);
    },
    says: 'Deployment "db-api" kills its container postgrest 14 s after it began to stop',
  },
  {
    name: "no time by default",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.lifecycle.preStop.sleep.seconds", 20);
      set(find("Deployment", "db-api"), "spec.template.spec.terminationGracePeriodSeconds", undefined);
    },
    says: 'Deployment "db-api" kills its container postgrest 10 s after it began to stop',
  },
  {
    name: "no time after a pause by a command",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.lifecycle.preStop", {
        exec: { command: ["sh", "-c", "sleep 25"] },
      });
    },
    says: 'Deployment "db-api" kills its container postgrest 5 s after it began to stop',
  },
  {
    name: "a time that is not one",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.terminationGracePeriodSeconds", "long");
    },
    says: 'Deployment "db-api" kills its container postgrest NaN s after it began to stop',
  },
  {
    name: "a container that is sent nothing",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.lifecycle", undefined);
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.ports", undefined);
    },
    says: [],
  },
  {
    name: "more time than is usual",
    parameters: { seconds: 60 },
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.terminationGracePeriodSeconds", 69);
    },
    says: 'Deployment "db-api" kills its container postgrest 59 s after it began to stop',
  },
  {
    name: "just enough time",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.terminationGracePeriodSeconds", 25);
    },
    says: [],
  },
]);
