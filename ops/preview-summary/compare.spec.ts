import assert from "node:assert/strict";
import { type Approval, approvalOf, type ApprovedOperation, readApproval } from "./approval";
import { differences } from "./compare";
import { fixture } from "./testing-fixtures";

const urn = (name: string) => `urn:pulumi:prod::alfred-storage::storagedb:index:Bucket::${name}`;
const operation = (name: string, change: Partial<ApprovedOperation> = {}): ApprovedOperation => ({
  operation: "update",
  urn: urn(name),
  paths: ["public"],
  fingerprint: "0",
  ...change,
});
const approval = (...operations: ApprovedOperation[]): Approval => ({ version: 1, stack: "prod", operations });

describe("a preview beside the approved one", () => {
  it("differs in operations, properties and values, each in words", () => {
    const approved = approval(
      operation("gone"),
      operation("other"),
      operation("paths"),
      operation("values"),
      operation("same"),
    );
    const now = approval(
      operation("more", { operation: "delete" }),
      operation("other", { operation: "replace" }),
      operation("paths", { paths: ["name"] }),
      operation("values", { fingerprint: "1" }),
      operation("same"),
    );
    assert.deepEqual(differences(approved, now), [
      "Not approved: delete storagedb:index:Bucket more.",
      "storagedb:index:Bucket other: approved was update, and now it is replace.",
      "storagedb:index:Bucket paths: name would change, too; public would change no longer.",
      "storagedb:index:Bucket values: the same properties would get other values.",
      "Approved, and no longer to be done: update storagedb:index:Bucket gone.",
    ]);
  });

  it("of another stack is another", () => {
    assert.deepEqual(differences(approval(), { ...approval(), stack: "dev" }), [
      "The approval is for the stack prod, and this is dev.",
    ]);
  });

  it("is known by what it would do, without a value in it", () => {
    const made = approvalOf(fixture("bucket-file-size-limit"), "dev");
    assert.deepEqual(readApproval(JSON.stringify(made), "approval.json"), made);
    assert.deepEqual(
      made.operations.map(({ operation: what, paths }) => [what, paths]),
      [["update", ["fileSizeLimit"]]],
    );
    assert.doesNotMatch(JSON.stringify(made), /8388608/);
    assert.notDeepEqual(made, approvalOf(fixture("bucket-opened"), "dev"));
  });

  it("cannot be compared with what is no approval", () => {
    assert.throws(() => readApproval("-", "a.json"), { message: /^a\.json is not JSON\./ });
    assert.throws(() => readApproval('{"version":2}', "a.json"), {
      message: /^a\.json is not what preview-summary --approval writes:/,
    });
  });
});
