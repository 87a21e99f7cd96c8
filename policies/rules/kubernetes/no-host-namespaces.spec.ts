import { describeRule, set } from "../../testing";
import { noHostNamespaces } from "./no-host-namespaces";

describeRule(noHostNamespaces, [
  {
    name: "a pod on the network of its node",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.hostNetwork", true);
    },
    says: 'Deployment "db-api" shares the network of its node (hostNetwork)',
  },
  {
    name: "a pod that sees all processes",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.hostPID", true);
    },
    says: 'Deployment "db-api" shares the processes of its node (hostPID)',
  },
  {
    name: "a pod that sees shared memory",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.hostIPC", true);
    },
    says: 'Deployment "db-api" shares the memory between processes of its node (hostIPC)',
  },
  {
    name: "a pod that says so",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.hostNetwork", false);
    },
    says: [],
  },
  {
    name: "a pod that says it otherwise",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.hostNetwork", "true");
    },
    says: 'Deployment "db-api" shares the network of its node (hostNetwork)',
  },
]);
