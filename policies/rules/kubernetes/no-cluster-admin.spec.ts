import { describeRule } from "../../testing";
import { add } from "../../testing-kubernetes";
import { noClusterAdmin } from "./no-cluster-admin";

describeRule(noClusterAdmin, [
  {
    name: "a ClusterRoleBinding",
    change: (find, resources) => {
      add(resources, find("Namespace"), "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ kind: "ServiceAccount", name: "db-api", namespace: "alfred-platform" }],
      });
    },
    says: 'ClusterRoleBinding "added" gives every right there is (cluster-admin)',
  },
  {
    name: "a RoleBinding",
    change: (find, resources) => {
      add(resources, find("ServiceAccount"), "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ kind: "ServiceAccount", name: "db-api", namespace: "alfred-platform" }],
      });
    },
    says: 'RoleBinding "added" gives every right there is (cluster-admin)',
  },
  {
    name: "a binding to another role",
    change: (find, resources) => {
      add(resources, find("ServiceAccount"), "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      });
    },
    says: [],
  },
]);
