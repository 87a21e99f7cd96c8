import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeWithDocker } from "../harness/docker";
import { bridgePack } from "../harness/workspace";
import { toolchain } from "../toolchain/toolchain";
import { DockerEnvironment } from "./docker-environment";
import { steps } from "./stack-environment";

const listed = `AccessPolicy "user-uploads/anyone" lets anyone list the public bucket user-uploads`;

describeWithDocker("the policy pack under the real engine", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  let folder: string;
  let pack: readonly string[];
  let file: string;
  before(async () => {
    dev = await DockerEnvironment.start();
    const { source } = await toolchain();
    folder = path.join(dev.project.folder, "policies");
    pack = ["--policy-pack", bridgePack(folder, source)];
    file = dev.project.readStackFile();
  });
  after(() => dev.end());

  const preview = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await dev.project.preview({ args: [...pack, ...args] });
    return { exitCode, text: stdout + stderr };
  };
  const openListing = () => {
    dev.editBucket("user-uploads", {
      policies: [{ name: "anyone", roles: ["anon"], verbs: ["list"], condition: "public" }],
    });
  };
  afterEach(() => {
    dev.restore(file);
  });

  it("has nothing against what the program would make, before there is anything", async () => {
    const { exitCode, text } = await preview();
    assert.equal(exitCode, 0, text);
    assert.match(text, /✅ alfred-storage@v/);
    assert.doesNotMatch(text, /\[(mandatory|advisory)\]/);
  });

  it("has nothing against it while it is made, and afterwards", async () => {
    const up = await dev.project.up({ args: pack });
    assert.equal(up.exitCode, 0, up.stdout);
    assert.doesNotMatch(up.stdout, /\[(mandatory|advisory)\]/);
    const again = await dev.project.preview({ args: pack });
    assert.deepEqual([again.exitCode, steps(again)], [0, []]);
  });

  it("stops a preview that lets everybody list a public bucket, and says what to do", async () => {
    openListing();
    const { exitCode, text } = await preview();
    assert.notEqual(exitCode, 0);
    assert.ok(text.includes(`${listed}. Take list out of the verbs`), text);
  });

  it("takes levels from Pulumi's policy config", async () => {
    openListing();
    const config = path.join(dev.project.folder, "levels.json");
    writeFileSync(config, JSON.stringify({ "public-bucket-unlisted": "advisory" }));
    const { exitCode, text } = await preview("--policy-pack-config", config);
    assert.equal(exitCode, 0, text);
    assert.match(text, /\[advisory\] +public-bucket-unlisted/);
  });

  describe("with an exception in its file", () => {
    const exceptions = () => path.join(folder, "exceptions.yaml");
    let before: string;
    beforeEach(() => {
      before = readFileSync(exceptions(), "utf8");
      openListing();
    });
    afterEach(() => {
      writeFileSync(exceptions(), before);
    });
    const declare = (until: string) => {
      const reason = "the campaign's pictures are listed on purpose";
      const entry = { rule: "public-bucket-unlisted", resource: "user-uploads/anyone", reason, until };
      writeFileSync(exceptions(), JSON.stringify([entry]));
    };

    it("lets it through, and tells of it", async () => {
      declare("2999-12-31");
      const { exitCode, text } = await preview();
      assert.equal(exitCode, 0, text);
      assert.match(text, /\[advisory\] +exceptions-in-force/);
      assert.ok(text.includes("holds until 2999-12-31: the campaign's pictures are listed on purpose"), text);
      assert.ok(!text.includes(listed));
    });

    it("stops it once that has ended", async () => {
      declare("2026-01-31");
      const { exitCode, text } = await preview();
      assert.notEqual(exitCode, 0);
      assert.match(text, /\[mandatory\] +exceptions-valid/);
      assert.ok(text.includes("does not hold: it ended on 2026-01-31"), text);
      assert.ok(text.includes(listed));
    });
  });
});
