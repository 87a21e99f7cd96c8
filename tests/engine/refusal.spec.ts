import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { Project } from "../harness/project";
import { toolchain } from "../toolchain/toolchain";

describe("a stack file with a mistake", function () {
  this.timeout(120_000);
  let project: Project;
  before(async () => {
    project = await Project.create({ toolchain: await toolchain() });
    await project.stackInit("dev");
  });
  after(() => project.remove());

  it("ends the program with its messages, without a stack trace and before any resource", async () => {
    project.writeStackFile("dev", (file) => {
      file.setIn(["config", "alfred-storage:service", "replicas"], 2);
      file.setIn(["config", "alfred-storage:service", "encryptAtRest"], true);
    });
    const { exitCode, stdout, steps } = await project.preview();
    assert.notEqual(exitCode, 0);
    assert.match(stdout, /alfred-storage:service\.replicas \(2\) is more than docker can run/);
    assert.match(stdout, /alfred-storage:service\.encryptAtRest \(true\) needs service\.hostFolder/);
    assert.doesNotMatch(stdout, /^\s+at /m);
    assert.deepEqual(
      steps.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
  });

  it("is inspected as its message alone, since the SDK would spend ten seconds on the rest", () => {
    createRequire(__filename)("../../index.cjs");
    assert.equal(inspect(Object.assign(new RunError("no"), { promise: Promise.resolve() })), "no");
  });
});
