import { describeRule } from "../../testing";
import { add } from "../../testing-kubernetes";
import { noWildcardRole } from "./no-wildcard-role";

describeRule(noWildcardRole, [
  {
    name: "a role with every verb",
    change: (find, resources) => {
      add(resources, find("ServiceAccount"), "kubernetes:rbac.authorization.k8s.io/v1:Role", {
        rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["*"] }],
      });
    },
    says: 'Role "added" grants every verb',
  },
  {
    name: "a role over every resource",
    change: (find, resources) => {
      add(resources, find("Namespace"), "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", {
        rules: [{ apiGroups: [""], resources: ["*"], verbs: ["get"] }],
      });
    },
    says: 'ClusterRole "added" grants every resource',
  },
  {
    name: "a role over every group",
    change: (find, resources) => {
      add(resources, find("Namespace"), "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", {
        rules: [{ apiGroups: ["*"], resources: ["pods"], verbs: ["get"] }],
      });
    },
    says: 'ClusterRole "added" grants every API group',
  },
  {
    name: "a role that names what it allows",
    change: (find, resources) => {
      add(resources, find("ServiceAccount"), "kubernetes:rbac.authorization.k8s.io/v1:Role", {
        rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
      });
    },
    says: [],
  },
  {
    name: "a role one of whose rules has every verb",
    change: (find, resources) => {
      add(resources, find("ServiceAccount"), "kubernetes:rbac.authorization.k8s.io/v1:Role", {
        rules: [
          { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
          { apiGroups: [""], resources: ["configmaps"], verbs: ["*"] },
        ],
      });
    },
    says: 'Role "added" grants every verb',
  },
]);
