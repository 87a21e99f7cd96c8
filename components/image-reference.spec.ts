import assert from "node:assert/strict";
import fc from "fast-check";
import { parseImage } from "./image-reference";

const digest = "0123456789abcdef".repeat(4);
const allowed = "write name:tag or name:tag@sha256:<64 hexadecimal digits>";

describe("image references", () => {
  const accepted = [
    "supabase/storage-api:v1.74.0",
    "postgres:17",
    "registry.example.com:5000/team/storage_api:v1",
    `supabase/storage-api:v1.74.0@sha256:${digest}`,
  ];
  for (const text of accepted) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseImage(text), { value: text });
    });
  }

  const refused: [string, string][] = [
    ["supabase/storage-api", `has no tag; ${allowed}`],
    ["registry.example.com:5000/storage-api", `has no tag; ${allowed}`],
    [`supabase/storage-api@sha256:${digest}`, `has no tag; ${allowed}`],
    ["alpine:latest", "has the tag latest, which names another image tomorrow; name a version"],
    [`alpine:latest@sha256:${digest}`, "has the tag latest, which names another image tomorrow; name a version"],
    ["alpine:3@sha256:12", `has a digest that is not sha256: and 64 hexadecimal digits; ${allowed}`],
    ["Alpine:3", `is not an image reference; ${allowed}`],
    ["alpine:", `is not an image reference; ${allowed}`],
    ["a b:3", `is not an image reference; ${allowed}`],
  ];
  for (const [text, problem] of refused) {
    it(`refuses ${text}`, () => {
      assert.deepEqual(parseImage(text), { problem });
    });
  }

  it("reads every name with a version, in time that does not explode", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,40}$/);
    const name = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join("/"));
    fc.assert(
      fc.property(name, fc.stringMatching(/^v[0-9]{1,3}\.[0-9]{1,3}$/), (path, version) => {
        assert.deepEqual(parseImage(`${path}:${version}`), { value: `${path}:${version}` });
        assert.ok("problem" in parseImage(`${path}:${version}!`));
      }),
    );
  });
});
