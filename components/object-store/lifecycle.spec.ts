import assert from "node:assert/strict";
import { backupsLifecycle, logsLifecycle, objectsLifecycle } from "./lifecycle";

const enabled = { status: "Enabled" };

describe("The life of objects", () => {
  it("ends for what never was finished, and for what is not current any more", () => {
    assert.deepEqual(objectsLifecycle(30, []), [
      {
        id: "unfinished-uploads",
        ...enabled,
        filter: {},
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
      {
        id: "unfinished-resumable-uploads",
        ...enabled,
        filter: { tag: { key: "Tus-Completed", value: "false" } },
        expiration: { days: 7 },
      },
      {
        id: "replaced-and-removed",
        ...enabled,
        filter: {},
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        expiration: { expiredObjectDeleteMarker: true },
      },
    ]);
  });

  it("goes on elsewhere, a rule for each prefix, the sooner step first", () => {
    const rules = objectsLifecycle(30, [
      { prefix: "t/system-backups/", storageClass: "GLACIER_IR", days: 90 },
      { prefix: "t/system-backups/", storageClass: "STANDARD_IA", days: 30 },
      { prefix: "", storageClass: "INTELLIGENT_TIERING", days: 0 },
    ]);
    assert.deepEqual(rules.slice(3), [
      {
        id: "cheaper",
        ...enabled,
        filter: {},
        transitions: [{ days: 0, storageClass: "INTELLIGENT_TIERING" }],
      },
      {
        id: "cheaper-t/system-backups",
        ...enabled,
        filter: { prefix: "t/system-backups/" },
        transitions: [
          { days: 30, storageClass: "STANDARD_IA" },
          { days: 90, storageClass: "GLACIER_IR" },
        ],
      },
    ]);
  });

  it("never ends by time alone, of an object or of a recovery point: it would leave a row without its object", () => {
    const rules = [...objectsLifecycle(1, []), ...backupsLifecycle(1)];
    const ending = rules.filter(({ expiration }) => JSON.stringify(expiration ?? {}).includes("days"));
    assert.deepEqual(
      ending.map(({ id }) => id),
      ["unfinished-resumable-uploads"],
    );
  });

  it("of a recovery point that was removed lasts as long as its lock", () => {
    const [, removed] = backupsLifecycle(45);
    assert.deepEqual(removed?.noncurrentVersionExpiration, { noncurrentDays: 45 });
  });

  it("of an access log ends after its days", () => {
    assert.deepEqual(
      logsLifecycle(365).map(({ id, expiration }) => [id, expiration]),
      [
        ["unfinished-uploads", undefined],
        ["old-logs", { days: 365 }],
        ["delete-markers", { expiredObjectDeleteMarker: true }],
      ],
    );
  });
});
