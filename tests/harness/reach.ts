import type { Reach } from "../../config/effects";
import type { Operation } from "./operation";

/** Of what is started anew where one of these is replaced, or has another pod template. */
const containers = /^docker:index\/container:Container$/;
const workloads = /^kubernetes:apps\/v1:(Deployment|StatefulSet)$/;

/** How far an operation reaches, by its steps. */
export function reachOf({ exitCode, steps }: Operation): Reach {
  if (exitCode !== 0) return "refused";
  const done = steps.filter(({ op }) => op !== "refresh");
  if (done.length === 0) return "nothing";
  const restarts = done.some(
    ({ op, type, detailedDiff }) =>
      (containers.test(type) && op.includes("replace")) ||
      (workloads.test(type) && Object.keys(detailedDiff ?? {}).some((path) => path.startsWith("spec.template"))),
  );
  if (restarts) return "restart";
  const gone = done.filter(({ op }) => op === "delete").map(({ type }) => type);
  const isReplaced = done.some(({ op, type }) => op.includes("replace") || (op === "create" && gone.includes(type)));
  return isReplaced ? "replaced" : "in place";
}
