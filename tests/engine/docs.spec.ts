import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describeWithDocker } from "../harness/docker";
import { run } from "../harness/run";
import { DockerEnvironment } from "./docker-environment";

/** The shell commands of a page, block by block, without those that say why no test can run them. */
function blocks(page: string): string[] {
  const text = readFileSync(path.join(__dirname, "../../docs", page), "utf8");
  return [...text.matchAll(/(<!-- not run: .+ -->\n\n)?^```sh\n([^]*?)^```$/gm)].flatMap(([, notRun, commands = ""]) =>
    notRun === undefined ? [commands] : [],
  );
}

describeWithDocker("docs/dev.md", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  before(async () => {
    dev = await DockerEnvironment.start();
  });
  after(() => dev.end());

  it("goes from nothing to an uploaded file, down, up again, and back to nothing", async () => {
    const commands = blocks("dev.md");
    assert.equal(commands.length, 4);
    // One shell for all of it, as a reader has it: what one block exports the next one uses.
    const script = ["set -euo pipefail", ...commands].join("\necho '=== next'\n");
    const { exitCode, stdout, stderr } = await run("bash", ["-c", script], {
      cwd: dev.project.folder,
      env: dev.project.env,
      timeout: 280_000,
    });
    assert.equal(exitCode, 0, `${stdout}\n${stderr}`);
    const [, , file = "", again = "", end = ""] = stdout.split("=== next\n");
    assert.match(file, /Test file content$/m);
    assert.match(again, /Test file content$/m);
    assert.match(end, /^db-storage-data$/m);
    assert.equal(await dev.docker.must(["volume", "ls", "--quiet"]), "");
    assert.equal(await dev.docker.must(["ps", "--all", "--quiet"]), "");
  });
});
