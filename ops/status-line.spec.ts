import assert from "node:assert/strict";
import { StatusLine } from "./status-line";

describe("a line that tells how far something is", () => {
  function shown(isTTY: boolean, pause?: number): string {
    let text = "";
    const line = new StatusLine({ isTTY, write: (part) => (text += part) }, pause);
    line.show("1 of 2");
    line.show("2 of 2");
    line.end();
    line.end();
    return text;
  }

  it("changes in place on a terminal, and goes away in the end", () => {
    assert.equal(shown(true, 0), "\r1 of 2\x1b[K\r2 of 2\x1b[K\r\x1b[K");
  });

  it("is a line each elsewhere", () => {
    assert.equal(shown(false, 0), "1 of 2\n2 of 2\n");
  });

  it("does not appear for what is done at once", () => {
    assert.equal(shown(true) + shown(false), "");
  });
});
