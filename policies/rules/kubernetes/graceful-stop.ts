import { lastingContainersOf, lastingTypes, podOf } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

/** How long a container waits before it is told to stop, in seconds. */
function pauseOf(container: unknown): number {
  const command = listAt(container, "lifecycle.preStop.exec.command").map(String).join(" ");
  return Number(at(container, "lifecycle.preStop.sleep.seconds") ?? /\bsleep (\d+)/.exec(command)?.[1] ?? 0);
}

export const gracefulStop: ResourceRule = {
  name: "graceful-stop",
  threat: "service-down",
  level: "advisory",
  description: "Containers that are sent requests wait before they stop, and then have time to end what they do.",
  remedy: "Set a preStop sleep of some 10 s, and terminationGracePeriodSeconds to more than that.",
  types: lastingTypes,
  parameters: {
    seconds: { type: "number", default: 15, description: "How long a container has after its pause at least." },
  },
  check: (resource, report, { seconds }) => {
    const grace = at(podOf(resource), "spec.terminationGracePeriodSeconds") ?? 30;
    for (const { name, spec } of lastingContainersOf(resource)) {
      const pause = pauseOf(spec);
      const left = Number(grace) - pause;
      if (pause === 0 && listAt(spec, "ports").length > 0)
        report(`stops its ${name} while requests are still sent to it`);
      if (!(left >= Number(seconds))) report(`kills its ${name} ${left} s after it began to stop`);
    }
  },
};
