import assert from "node:assert/strict";
import { eventLines, isOver, isReady, stateOf } from "./pod-state";

type Pod = Parameters<typeof stateOf>[0];
/** As it comes in JSON. */
const pod = (status: object, metadata: object = {}) => ({ metadata, status }) as unknown as Pod;
const relay = (state: object) => ({ phase: "Pending", containerStatuses: [{ name: "relay", state }] });

describe("the state of a pod", () => {
  const states: [string, object, string, boolean][] = [
    ["nothing is known of", {}, "unknown", false],
    ["was just made", { phase: "Pending" }, "pending", false],
    ["runs and is not ready", { phase: "Running" }, "running", false],
    ["is ready", { phase: "Running", conditions: [{ type: "Ready", status: "True" }] }, "ready", false],
    [
      "fits no node",
      {
        phase: "Pending",
        conditions: [
          { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes are available." },
        ],
      },
      "pending, cannot be scheduled: 0/3 nodes are available",
      false,
    ],
    [
      "has no container yet",
      relay({ waiting: { reason: "ContainerCreating" } }),
      "pending, its image is pulled or its container made",
      false,
    ],
    [
      "has an image that could not be pulled once",
      relay({ waiting: { reason: "ErrImagePull", message: "not found" } }),
      "pending, its image cannot be pulled, ErrImagePull: not found",
      false,
    ],
    [
      "has an image that could not be pulled again",
      relay({ waiting: { reason: "ImagePullBackOff", message: "Back-off" } }),
      "pending, its image cannot be pulled, ImagePullBackOff: Back-off",
      true,
    ],
    [
      "has a container that cannot be made",
      relay({ waiting: { reason: "CreateContainerConfigError", message: "image will run as root" } }),
      "pending, CreateContainerConfigError: image will run as root",
      true,
    ],
    [
      "starts and dies, again and again",
      {
        phase: "Running",
        containerStatuses: [
          {
            name: "storage",
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } },
            lastState: { terminated: { exitCode: 1, reason: "Error" } },
          },
        ],
      },
      "running, CrashLoopBackOff: back-off 10s; its container storage ended with status 1 (Error)",
      true,
    ],
    [
      "was put out by its node",
      { phase: "Failed", reason: "Evicted", message: "The node was low on memory." },
      "failed, Evicted: The node was low on memory",
      true,
    ],
    [
      "ended with an error",
      { ...relay({ terminated: { exitCode: 1, reason: "Error", message: "listen EADDRINUSE\n" } }), phase: "Failed" },
      "failed, its container relay ended with status 1 (Error: listen EADDRINUSE)",
      true,
    ],
    [
      "ended",
      { ...relay({ terminated: { exitCode: 0, reason: "Completed" } }), phase: "Succeeded" },
      "ended, its container relay ended with status 0 (Completed)",
      true,
    ],
  ];
  for (const [what, status, words, hopeless] of states) {
    it(`says of one that ${what}: ${words}`, () => {
      assert.deepEqual(stateOf(pod(status)), { words, hopeless });
    });
  }

  it("does not take one for ready that is being deleted", () => {
    const status = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
    const leaving = pod(status, { deletionTimestamp: "2026-01-01T00:00:00Z" });
    assert.deepEqual([isReady(leaving), isOver(leaving)], [false, true]);
    assert.deepEqual(stateOf(leaving), { words: "being deleted", hopeless: true });
    assert.deepEqual([isReady(pod(status)), isOver(pod(status))], [true, false]);
    assert.deepEqual(
      ["Pending", "Running", "Succeeded", "Failed"].filter((phase) => isOver(pod({ phase }))),
      ["Succeeded", "Failed"],
    );
  });

  it("has the last ten events as lines", () => {
    const events = Array.from({ length: 12 }, (_, index) => ({
      type: "Normal",
      reason: "Pulling",
      message: `${index} `,
    }));
    const lines = eventLines(events as unknown as Parameters<typeof eventLines>[0]);
    assert.deepEqual([lines.length, lines[0]], [10, "  Normal Pulling: 2"]);
  });
});
