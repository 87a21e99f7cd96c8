import { describeRule, set } from "../../testing";
import { noHostPort } from "./no-host-port";

describeRule(noHostPort, [
  {
    name: "a port of the node",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.ports.0.hostPort", 3000);
    },
    says: 'Deployment "db-api" lets its container postgrest listen on the port 3000 of its node',
  },
  {
    name: "a port that is none",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.ports.0.hostPort", 0);
    },
    says: [],
  },
]);
