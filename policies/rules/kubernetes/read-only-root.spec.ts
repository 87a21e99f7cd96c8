import { describeRule, set } from "../../testing";
import { readOnlyRoot } from "./read-only-root";

describeRule(readOnlyRoot, [
  {
    name: "a root file system that can be written to",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.securityContext.readOnlyRootFilesystem",
        false,
      );
    },
    says: 'Deployment "db-api" lets its container postgrest write to its root file system',
  },
  {
    name: "one that is so by default",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.securityContext.readOnlyRootFilesystem",
        undefined,
      );
    },
    says: 'Deployment "db-api" lets its container postgrest write to its root file system',
  },
]);
