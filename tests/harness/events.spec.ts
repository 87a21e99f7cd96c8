import assert from "node:assert/strict";

import { lines, readEvents } from "./events";

const stack = "urn:pulumi:dev::tiny::pulumi:pulumi:Stack::tiny-dev";
const bucket = "urn:pulumi:dev::tiny::storagedb:index:Bucket::a::b";

function log(...events: unknown[]): string {
  return events.map((event) => JSON.stringify(event)).join("\n");
}

function metadata(op: string, urn: string, more: object = {}) {
  return { metadata: { op, urn, type: urn.split("::")[2], detailedDiff: null, ...more } };
}

describe("the engine's event log", () => {
  it("tells steps by their names and differences, and counts what stays the same", () => {
    const detailedDiff = { public: { kind: "update" } };
    const events = readEvents(
      log(
        { resourcePreEvent: metadata("same", stack) },
        { resourcePreEvent: metadata("update", bucket, { diffs: ["public"], detailedDiff }) },
        { resOutputsEvent: metadata("update", bucket, { diffs: ["public"], detailedDiff }) },
        { summaryEvent: { resourceChanges: { same: 1, update: 1 } } },
      ),
    );
    const type = "storagedb:index:Bucket";
    assert.deepEqual(events.steps, [
      { op: "update", type, name: "a::b", urn: bucket, diffs: ["public"], detailedDiff },
    ]);
    assert.equal(events.sames, 1);
  });

  it("keeps the three steps of a replacement apart", () => {
    const ops = ["create-replacement", "replace", "delete-replaced"];
    const events = ops.flatMap((op) => [
      { resourcePreEvent: metadata(op, bucket) },
      { resOutputsEvent: metadata(op, bucket) },
    ]);
    assert.deepEqual(
      readEvents(log(...events)).steps.map(({ op }) => op),
      ops,
    );
  });

  it("tells what a refresh found rather than that it looked", () => {
    const events = readEvents(
      log(
        { resourcePreEvent: metadata("refresh", stack) },
        { resOutputsEvent: metadata("same", stack) },
        { resourcePreEvent: metadata("refresh", bucket) },
        { resOutputsEvent: metadata("update", bucket, { diffs: ["public"] }) },
      ),
    );
    assert.deepEqual(lines(events.steps), ["update storagedb:index:Bucket a::b"]);
    assert.deepEqual(events.steps[0]?.diffs, ["public"]);
  });

  it("marks a step that failed, and reads a log whose last line is cut", () => {
    const text = log(
      { resourcePreEvent: metadata("create", bucket) },
      { resOpFailedEvent: metadata("create", bucket) },
    );
    const events = readEvents(`${text}\n{"diagnosticEv`);
    assert.deepEqual(
      events.steps.map(({ op, failed }) => ({ op, failed })),
      [{ op: "create", failed: true }],
    );
  });

  it("drops the diagnostics of severity debug, in which the engine prints secrets", () => {
    const events = readEvents(
      log(
        { diagnosticEvent: { severity: "debug", message: "secret\n" } },
        { diagnosticEvent: { severity: "error", message: "no such role\n", urn: bucket } },
      ),
    );
    assert.deepEqual(events.diagnostics, [{ severity: "error", message: "no such role", urn: bucket }]);
  });

  it("compares as lines without stack and providers, in one order", () => {
    const provider = "urn:pulumi:dev::tiny::pulumi:providers:random::default_4_21_2";
    const events = [provider, bucket, stack, bucket.replace("a::b", "a")].map((urn) => ({
      resourcePreEvent: metadata("create", urn),
    }));
    assert.deepEqual(lines(readEvents(log(...events)).steps), [
      "create storagedb:index:Bucket a",
      "create storagedb:index:Bucket a::b",
    ]);
  });
});
