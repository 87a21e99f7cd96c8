import { lastingContainersOf, lastingTypes } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

const ways = ["httpGet", "tcpSocket", "grpc", "exec"] as const;

/** What a probe asks, so that two can be compared. */
const questionOf = (probe: unknown): string | undefined =>
  probe === undefined ? undefined : JSON.stringify(ways.map((way) => at(probe, way)));

export const probes: ResourceRule = {
  name: "probes",
  threat: "service-down",
  level: "advisory",
  description:
    "Containers that stay are asked whether they have started, are ready, and live, and the last two differ.",
  remedy: "Ask for readiness what clients need, and for liveness only what a restart would repair.",
  types: lastingTypes,
  check: (resource, report) => {
    for (const { name, spec } of lastingContainersOf(resource)) {
      for (const probe of ["startup", "readiness", "liveness"]) {
        if (at(spec, `${probe}Probe`) === undefined) report(`has no ${probe} probe for its ${name}`);
      }
      const [ready, lives] = [questionOf(at(spec, "readinessProbe")), questionOf(at(spec, "livenessProbe"))];
      if (ready !== undefined && ready === lives)
        report(`restarts its ${name} where it is merely not ready, since both probes ask the same`);
    }
  },
};
