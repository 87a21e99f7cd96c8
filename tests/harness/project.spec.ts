import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";

import { toolchain, type Toolchain } from "../toolchain/toolchain";
import { lines } from "./events";
import { Project } from "./project";

// The harness on a program of its own, with one resource of the real random provider.
const files = {
  "Pulumi.yaml": "name: tiny\nruntime: { name: nodejs, options: { typescript: false } }\n",
  "package.json": JSON.stringify({ name: "tiny", main: "index.js", dependencies: { "@pulumi/pulumi": "*" } }),
  "index.js": `
    const pulumi = require("@pulumi/pulumi");
    const random = require("@pulumi/random");
    const config = new pulumi.Config();
    const password = new random.RandomPassword("password", { length: config.requireNumber("length") });
    exports.password = password.result;
    exports.word = config.requireSecret("word");
  `,
  "Pulumi.dev.yaml": "# a comment\nconfig:\n  tiny:length: 20\n  tiny:word: to be replaced\n",
};

const password = "random:index/randomPassword:RandomPassword";

describe("a scratch project under the real engine", function () {
  this.timeout(120_000);
  let tools: Toolchain;
  let project: Project;

  before(async function () {
    this.timeout(40 * 60_000); // where everything has to be built first
    tools = await toolchain();
    console.log(
      `    pulumi ${tools.versions["pulumi"] ?? ""} (${tools.source}); real plugins: ${tools.real.join(", ")}`,
    );
    project = await Project.create({ toolchain: tools, files, checkout: false });
    await project.stackInit("dev");
  });
  after(async () => {
    await project.remove();
    assert.ok(!existsSync(project.folder));
  });

  it("previews what it would create, and creates nothing", async () => {
    const preview = await project.preview();
    assert.equal(preview.exitCode, 0, preview.stderr);
    assert.deepEqual(lines(preview.steps), [`create ${password} password`]);
    assert.deepEqual(preview.diagnostics, []);
    assert.equal((await project.exportState()).deployment.resources, undefined);
  });

  it("creates it, then has nothing to do", async () => {
    const first = await project.up({ previewFirst: true });
    assert.equal(first.exitCode, 0, first.stderr);
    assert.deepEqual(lines(first.steps), [`create ${password} password`]);
    const second = await project.up({ args: ["--expect-no-changes"] });
    assert.equal(second.exitCode, 0, second.stderr);
    assert.deepEqual(second.steps, []);
    assert.equal(second.sames, 2);
  });

  it("keeps a secret as ciphertext in the state and gives it in clear as an output", async () => {
    await project.setConfig("word", "-open sesame", { secret: true });
    assert.equal((await project.up()).exitCode, 0);
    const outputs = await project.outputs();
    assert.equal(String(outputs["password"]).length, 20);
    assert.equal(outputs["word"], "-open sesame");
    const state = JSON.stringify(await project.exportState());
    assert.ok(!state.includes(JSON.stringify(outputs["password"])));
    assert.ok(!state.includes("open sesame"));
    assert.match(state, /"ciphertext":/);
    assert.ok(!project.readStackFile().includes("open sesame"));
  });

  it("edits the stack file around its comments, and tells a replacement by what differs", async () => {
    project.writeStackFile("dev", (document) => {
      document.setIn(["config", "tiny:length"], 24);
    });
    assert.match(project.readStackFile("dev"), /^# a comment$/m);
    const { exitCode, steps } = await project.preview();
    assert.equal(exitCode, 0);
    assert.deepEqual(
      lines(steps),
      ["create-replacement", "delete-replaced", "replace"].map((op) => `${op} ${password} password`),
    );
    assert.deepEqual(steps.find(({ op }) => op === "replace")?.diffs, ["length"]);
  });

  it("tells an error with the resource that it is about", async () => {
    await project.setConfig("length", "-3");
    const { exitCode, diagnostics } = await project.up();
    assert.notEqual(exitCode, 0);
    const error = diagnostics.find(({ severity }) => severity === "error");
    assert.match(String(error?.message), /must be at least 1, got: -3/);
    assert.match(String(error?.urn), /::password$/);
    await project.setConfig("length", "20");
  });

  it("refreshes without finding anything", async () => {
    const { exitCode, steps } = await project.refresh();
    assert.equal(exitCode, 0);
    assert.deepEqual(steps, []);
  });

  it("finds the plugin's process and kills it, and the operation fails", async () => {
    const underway = project.begin("preview");
    const plugin = await underway.plugin("random");
    process.kill(plugin.pid, "SIGKILL");
    const { exitCode } = await underway.finished;
    assert.notEqual(exitCode, 0);
  });

  it("reports an engine that was killed, and works again once its lock is lifted", async () => {
    const underway = project.begin("up");
    await underway.plugin("random");
    underway.kill();
    assert.equal((await underway.finished).exitCode, 137);
    await project.recover();
    assert.equal((await project.up()).exitCode, 0);
  });

  it("reads a state again whose notes an engine left empty", async () => {
    writeFileSync(path.join(project.folder, "../state/.pulumi/stacks/tiny/dev.json.attrs"), "");
    const refused = await project.up();
    assert.notEqual(refused.exitCode, 0);
    assert.match(refused.stderr, /^error: failed to load checkpoint: EOF$/m);
    await project.recover();
    assert.deepEqual((await project.up()).steps, []);
  });

  it("destroys", async () => {
    const destroy = await project.destroy();
    assert.equal(destroy.exitCode, 0, destroy.stderr);
    assert.deepEqual(lines(destroy.steps), [`delete ${password} password`]);
    assert.deepEqual((await project.exportState()).deployment.resources ?? [], []);
  });
});
