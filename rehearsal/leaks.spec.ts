import assert from "node:assert/strict";
import fc from "fast-check";
import { leaks } from "./leaks";

describe("the search for secrets in what is written", () => {
  const secret = fc.string({ minLength: 12, maxLength: 40, unit: "grapheme-ascii" });
  const around = fc.string({ maxLength: 9, unit: "grapheme-ascii" });

  it("finds a secret as it is, in base64 at any position, and URL-encoded", () => {
    fc.assert(
      fc.property(secret, around, around, (one, before, after) => {
        const whole = `${before}${one}${after}`;
        const texts = {
          plain: whole,
          base64: Buffer.from(whole).toString("base64"),
          base64url: Buffer.from(whole).toString("base64url"),
          encoded: encodeURIComponent(whole),
          clean: "nothing of the kind",
        };
        assert.deepEqual(leaks(texts, [one]), ["plain", "base64", "base64url", "encoded"]);
      }),
    );
  });

  it("finds nothing without secrets", () => {
    assert.deepEqual(leaks({ text: "password" }, []), []);
  });
});
