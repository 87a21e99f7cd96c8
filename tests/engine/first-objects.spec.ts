import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TestService, testToken } from "../../storagedb/objects/testing-service";
import type { Operation } from "../harness/operation";
import { Project, type OperationOptions } from "../harness/project";
import { toolchain } from "../toolchain/toolchain";
import { messages, steps, succeeded } from "./stack-environment";

/** First objects alone, without a database: their provider is never connected. */
const program = `require("./index.cjs");
const storagedb = require("./storagedb/sdk.ts");
const { firstObjectFolders, firstObjects } = require("./stacks/first-objects.ts");
module.exports = async () => {
  const provider = new storagedb.Provider("db", { host: "127.0.0.1", port: 1, database: "d", username: "u", tls: "disable" });
  const wanted = [{ bucket: "docs", folder: "objects/docs", onUp: true }];
  const folders = await firstObjectFolders({ firstObjects: wanted, buckets: [], service: { uploadLimit: 1024 } });
  firstObjects(folders, { url: process.env.SERVICE_URL, token: process.env.SERVICE_TOKEN, provider, dependsOn: [] });
};
`;

describe("first objects under the engine", function () {
  this.timeout(600_000);
  let project: Project;
  let service: TestService;
  before(async () => {
    service = await TestService.start();
    const files = {
      "Pulumi.yaml": `name: first
runtime: { name: nodejs, options: { typescript: false } }
main: first-objects.cjs
plugins: { providers: [{ name: storagedb, path: ./storagedb }] }
`,
      "first-objects.cjs": program,
    };
    project = await Project.create({ toolchain: await toolchain(), files });
    await project.stackInit("scratch");
    write({ "a.txt": "1", "b.txt": "1" });
    service.bucket("docs");
  });
  after(async () => {
    await project.remove();
    await service.stop();
  });

  function write(files: Record<string, string>): void {
    const folder = path.join(project.folder, "objects/docs");
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  }
  const options = (token = testToken): OperationOptions => ({
    env: { SERVICE_URL: service.url, SERVICE_TOKEN: token },
  });
  const own = (operation: Operation) => steps(operation).filter((step) => step.includes("FirstObjects"));

  it("are planned in a preview, without the service", async () => {
    const preview = succeeded(await project.preview(options()));
    assert.deepEqual(own(preview), ["create alfred:storage:FirstObjects first-objects", "create FirstObjects docs"]);
    assert.deepEqual(service.requests, []);
  });

  it("are uploaded, and the token is nowhere in clear", async () => {
    const up = succeeded(await project.up(options()));
    assert.deepEqual(messages(up, "info"), ['bucket "docs": 2 uploaded']);
    assert.deepEqual([...service.objects.keys()].sort(), ["docs/a.txt", "docs/b.txt"]);
    const state = JSON.stringify(await project.exportState());
    assert.ok(!state.includes(testToken));
    assert.ok(!(up.stdout + up.stderr).includes(testToken));
  });

  it("are not touched by another token", async () => {
    service.requests.length = 0;
    const up = succeeded(await project.up(options("a-token-of-another-time")));
    assert.deepEqual(own(up), []);
    assert.deepEqual(service.requests, []);
  });

  it("are uploaded again with the token of the moment when a file changed", async () => {
    write({ "b.txt": "2" });
    const up = succeeded(await project.up(options()));
    assert.deepEqual(own(up), ["update FirstObjects docs"]);
    assert.deepEqual(messages(up, "info"), ['bucket "docs": 1 uploaded, 1 unchanged']);
    assert.equal(service.objects.get("docs/b.txt")?.content, "2");
  });

  it("are broken off by an interruption, and finished by the next up", async () => {
    write({ "c.txt": "1" });
    const underway = project.begin("up", options());
    service.fault = (request) => {
      if (!request.startsWith("POST")) return undefined;
      underway.kill("SIGINT");
      return "hang";
    };
    const operation = await underway.finished;
    assert.notEqual(operation.exitCode, 0);
    assert.ok(operation.milliseconds < 20_000, "it waited for the upload");
    assert.match(messages(operation, "error").join("\n"), /bucket "docs": 2 unchanged, 1 not tried/);
    service.fault = () => undefined;
    await project.run(["cancel", "--yes", "--stack", "scratch"]);
    succeeded(await project.up(options()));
    assert.equal(service.objects.get("docs/c.txt")?.content, "1");
  });

  it("stay in the bucket when the program goes", async () => {
    service.requests.length = 0;
    succeeded(await project.refresh(options()));
    succeeded(await project.destroy(options()));
    assert.deepEqual(service.requests, []);
    assert.equal(service.objects.size, 3);
  });
});
