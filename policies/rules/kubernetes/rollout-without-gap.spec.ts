import { describeRule, set } from "../../testing";
import { addWorkload } from "../../testing-kubernetes";
import { rolloutWithoutGap } from "./rollout-without-gap";

describeRule(rolloutWithoutGap, [
  {
    name: "a rollout with a gap",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.strategy.rollingUpdate.maxUnavailable", 1);
    },
    says: 'Deployment "db-api" takes pods away in a rollout before new ones are ready',
  },
  {
    name: "a rollout of which nothing is said",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.strategy", undefined);
    },
    says: 'Deployment "db-api" takes pods away in a rollout before new ones are ready',
  },
  {
    name: "none of a hundred",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.strategy.rollingUpdate.maxUnavailable", "0%");
    },
    says: [],
  },
  {
    name: "pods that must not run at one time",
    change: (find, resources) => {
      set(addWorkload("Deployment", find, resources), "spec.strategy", { type: "Recreate" });
    },
    says: [],
  },
]);
