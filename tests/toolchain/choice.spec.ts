import assert from "node:assert/strict";

import { choose } from "./choice";

describe("choice of tools to build", () => {
  const pulumi = { path: "/usr/bin/pulumi", version: "v3.300.0" };
  const random = { path: "/plugins/pulumi-resource-random", version: "4.21.2" };

  it("is everything on a bare machine", () => {
    assert.deepEqual(choose({}, "4.21.2"), ["pulumi", "language-nodejs", "random"]);
  });

  it("is neither engine nor language host where a pulumi answers", () => {
    assert.deepEqual(choose({ pulumi }, "4.21.2"), ["random"]);
  });

  it("is nothing where the random plugin of the right version is there too", () => {
    assert.deepEqual(choose({ pulumi, random }, "4.21.2"), []);
  });

  it("is the random plugin where another version is there", () => {
    assert.deepEqual(choose({ pulumi, random }, "4.22.0"), ["random"]);
  });
});
