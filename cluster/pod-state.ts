import type { CoreV1Event, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";

/** How far a pod is. */
export interface PodState {
  /** A few words, such as "pending, cannot be scheduled: 0/3 nodes are available". */
  readonly words: string;
  /** Whether it will never be ready. */
  readonly hopeless: boolean;
}

export function isReady({ metadata, status }: V1Pod): boolean {
  const ready = status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True");
  return ready === true && metadata?.deletionTimestamp === undefined;
}

/** Whether its containers have ended, or will. */
export function isOver({ metadata, status }: V1Pod): boolean {
  const phase = status?.phase ?? "";
  return phase === "Succeeded" || phase === "Failed" || metadata?.deletionTimestamp !== undefined;
}

/** Reasons for waiting of a container that do not pass by themselves, or hardly. */
const lasting = new Set([
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "CrashLoopBackOff",
]);

export function stateOf(pod: V1Pod): PodState {
  const { words, hopeless } = judge(pod);
  return { words: words.replace(/[\s.,]+$/, ""), hopeless };
}

function judge(pod: V1Pod): PodState {
  const { metadata, status } = pod;
  const phase = (status?.phase ?? "Unknown").toLowerCase();
  const containers = status?.containerStatuses ?? [];
  if (isReady(pod)) return { words: "ready", hopeless: false };
  if (metadata?.deletionTimestamp !== undefined) return { words: "being deleted", hopeless: true };
  const ended = containers.map(({ name, state }) => endOf(name, state)).find((words) => words !== undefined);
  if (phase === "failed" || phase === "succeeded") {
    const own = joined(status?.reason, status?.message);
    return {
      words: [phase === "failed" ? "failed" : "ended", own ?? ended].filter(Boolean).join(", "),
      hopeless: true,
    };
  }
  const waiting = containers.map(({ state }) => state?.waiting).find((state) => state?.reason !== undefined);
  if (waiting !== undefined) {
    const reason = waiting.reason ?? "";
    const words = reason.includes("Image")
      ? `its image cannot be pulled, ${joined(reason, waiting.message) ?? ""}`
      : "";
    const plain = reason === "ContainerCreating" ? "its image is pulled or its container made" : undefined;
    const before = containers.map(({ name, lastState }) => endOf(name, lastState)).find((end) => end !== undefined);
    return {
      words: [`${phase}, ${words || (plain ?? joined(reason, waiting.message) ?? "")}`, before]
        .filter(Boolean)
        .join("; "),
      hopeless: lasting.has(reason),
    };
  }
  const unplaced = status?.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False");
  if (unplaced !== undefined)
    return { words: `${phase}, cannot be scheduled: ${unplaced.message ?? unplaced.reason ?? ""}`, hopeless: false };
  return { words: `${phase}${ended === undefined ? "" : `, ${ended}`}`, hopeless: false };
}

function endOf(name: string, state: V1ContainerStatus["state"]): string | undefined {
  const end = state?.terminated;
  if (end === undefined) return undefined;
  const said = joined(end.reason, end.message?.trim());
  return `its container ${name} ended with status ${end.exitCode}${said === undefined ? "" : ` (${said})`}`;
}

/** The last events as lines. */
export function eventLines(events: readonly CoreV1Event[]): string[] {
  return events.slice(-10).map(({ type = "", reason = "", message = "", count }) => {
    const times = count !== undefined && count > 1 ? ` (${count} times)` : "";
    return `  ${type} ${reason}: ${message.trim()}${times}`;
  });
}

function joined(reason: string | undefined, message: string | undefined): string | undefined {
  const parts = [reason, message].filter((part) => part !== undefined && part !== "");
  return parts.length === 0 ? undefined : parts.join(": ");
}
