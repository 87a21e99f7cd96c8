import type { ResourceRule } from "../../rule";
import { listAt } from "../../values";

const wide = [
  ["verbs", "every verb"],
  ["resources", "every resource"],
  ["apiGroups", "every API group"],
] as const;

export const noWildcardRole: ResourceRule = {
  name: "no-wildcard-role",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A role names what it allows.",
  remedy: "Name the groups, resources and verbs that are needed.",
  types: ["kubernetes:rbac.authorization.k8s.io/v1:Role", "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"],
  check: ({ props }, report) => {
    for (const [field, what] of wide) {
      if (listAt(props, "rules").some((rule) => listAt(rule, field).includes("*"))) report(`grants ${what}`);
    }
  },
};
