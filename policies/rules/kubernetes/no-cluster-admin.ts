import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const noClusterAdmin: ResourceRule = {
  name: "no-cluster-admin",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Nobody is bound to the role cluster-admin.",
  remedy: "Bind a role that names what is needed.",
  judgedAtUp: "The name of a role that the program makes may be known only once it is made.",
  types: [
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  ],
  check: ({ props }, report) => {
    if (at(props, "roleRef.name") === "cluster-admin") report("gives every right there is (cluster-admin)");
  },
};
