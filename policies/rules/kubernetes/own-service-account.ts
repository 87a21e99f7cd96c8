import { podOf, workloadTypes } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const ownServiceAccount: ResourceRule = {
  name: "own-service-account",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Pods have an account of their own, since what the default one may do all pods may.",
  remedy: "Make a ServiceAccount, and set serviceAccountName.",
  judgedAtUp: "The name of an account may be known only once it is made.",
  types: workloadTypes,
  check: (resource, report) => {
    const name = at(podOf(resource), "spec.serviceAccountName");
    if (name === undefined || name === "" || name === "default") report("runs as the default account of its namespace");
  },
};
