import { type Cluster, type Endpoint, mayReach, type Passage, type Port } from "./evaluate";

export interface Target extends Port {
  readonly endpoint: Endpoint;
}

/** Who begins connections, and where to. */
export interface Cast {
  readonly sources: readonly Endpoint[];
  readonly targets: readonly Target[];
}

/** `storage:5000`; `names:53/UDP` */
export const targetName = ({ endpoint, port, protocol }: Target): string =>
  `${endpoint.name}:${port}${protocol === "TCP" ? "" : `/${protocol}`}`;

/**
 * Whom each may reach, by their names. Where a source is a target as well, it is about two pods of the same labels,
 * since to itself a pod may talk anyhow.
 *
 * @param passes `mayLeave` or `mayEnter` for one end alone
 */
export function reachability(
  cluster: Cluster,
  { sources, targets }: Cast,
  passes: Passage = mayReach,
): Record<string, string[]> {
  return Object.fromEntries(
    sources.map((source) => [
      source.name,
      targets.filter((target) => passes(cluster, source, { ...target.endpoint }, target)).map(targetName),
    ]),
  );
}
