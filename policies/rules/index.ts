import type { Rule } from "../rule";
import { awsRules } from "./aws";
import { dockerRules } from "./docker";
import { kubernetesRules } from "./kubernetes";
import { stackRules } from "./stack";
import { storagedbRules } from "./storagedb";

/** Every rule of the pack, by what it looks at. */
export const rules: readonly Rule[] = [
  ...kubernetesRules,
  ...awsRules,
  ...dockerRules,
  ...storagedbRules,
  ...stackRules,
];
