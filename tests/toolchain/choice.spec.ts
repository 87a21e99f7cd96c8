import assert from "node:assert/strict";

import { choose } from "./choice";

describe("choice of tools to build", () => {
  const pulumi = { path: "/usr/bin/pulumi", version: "v3.300.0" };
  const docker = { path: "/plugins/pulumi-resource-docker", version: "5.2.0" };
  const random = { path: "/plugins/pulumi-resource-random", version: "4.21.2" };
  const versions = { docker: "5.2.0", random: "4.21.2" };

  it("is everything on a bare machine", () => {
    assert.deepEqual(choose({ plugins: {} }, versions), ["pulumi", "language-nodejs", "docker", "random"]);
  });

  it("is neither engine nor language host where a pulumi answers", () => {
    assert.deepEqual(choose({ pulumi, plugins: {} }, versions), ["docker", "random"]);
  });

  it("is nothing where the plugins of the right versions are there too", () => {
    assert.deepEqual(choose({ pulumi, plugins: { docker, random } }, versions), []);
  });

  it("is none of the plugins that nobody asks for", () => {
    const kubernetes = { path: "/plugins/pulumi-resource-kubernetes", version: "4.33.0" };
    assert.deepEqual(choose({ pulumi, plugins: { docker, random, kubernetes } }, versions), []);
    assert.deepEqual(choose({ pulumi, plugins: { kubernetes } }, { kubernetes: "4.34.2" }), ["kubernetes"]);
  });

  it("is the plugin of which another version is there", () => {
    assert.deepEqual(choose({ pulumi, plugins: { docker, random } }, { ...versions, random: "4.22.0" }), ["random"]);
  });
});
