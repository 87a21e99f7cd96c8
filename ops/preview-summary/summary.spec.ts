import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import type { Change, Preview } from "./preview";
import { commentLimit, comments } from "./render/comment";
import { summarise } from "./summary";
import { change, state } from "./testing-changes";

const nothing: Preview = {
  failed: false,
  refreshed: true,
  changes: [],
  unchanged: 0,
  found: [],
  messages: [],
  unprotected: [],
  states: new Map(),
};
const options = {
  stack: "prod",
  title: "Preview of prod",
  label: "data-loss-approved",
  allowed: false,
  limit: commentLimit,
};

const removed = (id: string): Change => ({
  urn: `urn:pulumi:prod::alfred-storage::storagedb:index:Bucket::${id}`,
  type: "storagedb:index:Bucket",
  name: id,
  operation: "delete",
  old: state({ bucketId: id, name: id, public: false }),
  paths: [],
});

describe("the comment on a preview", () => {
  const id = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{1,62}$/);

  it("cuts no danger, however many there are, and is never longer than GitHub takes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 2500 }), (ids) => {
        const parts = comments(summarise({ ...nothing, changes: ids.map(removed) }), options);
        for (const part of parts) assert.ok(Buffer.byteLength(part) <= commentLimit);
        const told = parts.flatMap((part) => part.split("\n")).filter((line) => line.startsWith("- The bucket `"));
        assert.equal(told.length, ids.length);
      }),
      { numRuns: 20 },
    );
  });

  it("goes on in further comments, found by markers of their own", () => {
    const changes = Array.from({ length: 1500 }, (_, index) => removed(`bucket-${index}`));
    const parts = comments(summarise({ ...nothing, changes }), options);
    assert.ok(parts.length > 1);
    assert.deepEqual(
      parts.slice(0, 2).map((part) => part.split("\n").slice(0, 2)),
      [
        ["<!-- alfred-storage preview: prod -->", `## Preview of prod (1 of ${parts.length})`],
        ["<!-- alfred-storage preview: prod, part 2 -->", `## Preview of prod (2 of ${parts.length})`],
      ],
    );
  });

  it("lets no text of others become Markdown, or a mention", () => {
    const text = "see @owner\n## heading <script> [link](x) | `code`";
    const [comment = ""] = comments(
      summarise({ ...nothing, failed: true, messages: [{ severity: "error", text }] }),
      options,
    );
    assert.match(comment, /^- see @\u200bowner \\#\\# heading \\<script\\> \\\[link\\\]\(x\) \\\| \\`code\\`$/m);
    const [other = ""] = comments(summarise({ ...nothing, changes: [removed("a`b|c\nd")] }), options);
    assert.match(other, /^- The bucket ``a`b\|c d`` is deleted\./m);
    assert.match(other, /^\| delete \| `storagedb:index:Bucket` \| ``a`b\\\|c d`` \| {2}\|$/m);
  });

  it("is as docs/pull-requests.md shows it", () => {
    const bucket = (name: string, open: boolean) => state({ bucketId: name, name, public: open });
    const policy = (...verbs: string[]) =>
      state({ bucket: "user-uploads", name: "own_uploads", roles: ["authenticated"], verbs, conditions: ["owner"] });
    const opened = {
      ...{ old: bucket("agent-documents", false), new: bucket("agent-documents", true) },
      paths: ["public"],
    };
    const widened = { old: policy("list", "download"), new: policy("list", "download", "remove"), paths: ["verbs"] };
    const changes = [
      removed("system-backups"),
      change("update", "storagedb:index:Bucket", "agent-documents", opened),
      change("update", "storagedb:index:AccessPolicy", "user-uploads/own_uploads", widened),
    ];
    const states = new Map([["urn:pulumi:prod::alfred-storage::kubernetes:core/v1:Service::db-storage", state({})]]);
    const summary = summarise({ ...nothing, changes, states }, new Map([["system-backups", 12]]));
    const [comment = ""] = comments(summary, options);
    const page = readFileSync(path.join(__dirname, "../../docs/pull-requests.md"), "utf8");
    const shown = page.split("\n").filter((line) => line.startsWith(">"));
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
    const quoted = shown.map((line) => line.slice(1)).join("\n");
    const [told = ""] = comment.split("<details>");
    assert.deepEqual(words(quoted.split("▸")[0] ?? ""), words(told.split("\n").slice(1).join("\n")));
  });

  it("says whether the label agrees to data being lost", () => {
    const summary = summarise({ ...nothing, changes: [removed("a")] });
    const verdict = (allowed: boolean) => comments(summary, { ...options, allowed })[0]?.split("\n")[3];
    assert.equal(
      verdict(false),
      "**Data may be lost: 1 change.** Whoever agrees to it sets the label `data-loss-approved`. 1 deleted.",
    );
    assert.equal(
      verdict(true),
      "**Data may be lost: 1 change.** The label `data-loss-approved` agrees to it. 1 deleted.",
    );
  });
});
