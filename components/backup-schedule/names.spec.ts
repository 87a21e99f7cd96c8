import assert from "node:assert/strict";
import fc from "fast-check";
import { cronJobName } from "./names";

/** What Kubernetes takes as the name of a CronJob, and as that of a Job with its eleven characters behind. */
const taken = /^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/;
const scope = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

describe("the name of a CronJob", () => {
  it("says what it does", () => {
    assert.equal(cronJobName("storage"), "backup-storage");
    assert.equal(cronJobName("a".repeat(45)), `backup-${"a".repeat(45)}`);
  });

  it("is cut where it would be too long", () => {
    assert.equal(cronJobName("a".repeat(46)), `backup-${"a".repeat(36)}-6643110c`);
  });

  it("is one that Kubernetes takes, whatever the scope", () => {
    fc.assert(fc.property(scope, (one) => taken.test(cronJobName(one))));
  });

  it("is another one for another scope, and the same for the same", () => {
    const tails = fc
      .tuple(fc.constant("x".repeat(50)), fc.stringMatching(/^[a-z]{1,6}$/))
      .map((parts) => parts.join(""));
    const any = fc.oneof(scope, tails);
    fc.assert(fc.property(any, any, (one, two) => (cronJobName(one) === cronJobName(two)) === (one === two)));
  });
});
