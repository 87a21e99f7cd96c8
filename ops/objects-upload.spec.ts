import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TestService, testToken } from "../storagedb/objects/testing-service";

const project = path.dirname(__dirname);

describe("ops objects upload", function () {
  this.timeout(20_000);
  let service: TestService;
  let root: string;
  before(async () => {
    service = await TestService.start();
  });
  after(() => service.stop());
  beforeEach(() => {
    service.reset();
    service.bucket("docs");
    service.bucket("images");
    root = mkdtempSync(path.join(tmpdir(), "objects-upload-"));
    write("objects/docs/a.txt", "1");
    write("objects/docs/b.txt", "1");
    write("objects/images/logo.png", "1");
    stackFile("");
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function write(name: string, content: string): void {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content, { mode: 0o755 });
  }
  function stackFile(more: string): void {
    write(
      "Pulumi.test.yaml",
      `config:
  alfred-storage:platform: docker
  alfred-storage:database: {}
  alfred-storage:service: { port: ${new URL(service.url).port}, uploadLimit: 1KiB }
  alfred-storage:buckets:
    - id: docs
      firstObjects: { folder: objects/docs }
    - id: images
      allowedMimeTypes: [image/*]
      firstObjects: { folder: objects/images, onUp: true }
    - id: empty
${more}`,
    );
  }

  /** The command in a process of its own, in a project of its own. */
  function start(args: readonly string[], environment: NodeJS.ProcessEnv = { SERVICE_ROLE_KEY: `${testToken}\n` }) {
    const script = `require("./typescript.cjs"); const { objectsUpload } = require("./ops/objects-upload.ts");
      objectsUpload(process.argv.slice(2), process.argv[1]).then((status) => { process.exitCode = status; });`;
    const { PATH } = process.env;
    const child = spawn(process.execPath, ["-e", script, "--", root, ...args], {
      cwd: project,
      env: { PATH, ...environment },
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (text: Buffer) => (output.stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (output.stderr += text.toString()));
    const ended = once(child, "close").then(([status]) => {
      const { stdout, stderr } = output;
      assert.ok(!(stdout + stderr).includes(testToken));
      return { status: status as number, stdout: stdout.trim(), stderr: stderr.trim() };
    });
    return { child, ended };
  }
  const run = (args: string, environment?: NodeJS.ProcessEnv) => start(args.split(" "), environment).ended;

  it("uploads each bucket's folder, and the second time nothing", async () => {
    assert.deepEqual(await run("--stack test"), {
      status: 0,
      stdout: 'bucket "docs": 2 uploaded\nbucket "images": 1 uploaded',
      stderr: "",
    });
    assert.deepEqual([...service.objects.keys()].sort(), ["docs/a.txt", "docs/b.txt", "images/logo.png"]);
    assert.deepEqual(await run("--stack test --bucket docs"), {
      status: 0,
      stdout: 'bucket "docs": 2 unchanged',
      stderr: "",
    });
  });

  it("only says at a dry run what it would do", async () => {
    assert.deepEqual(await run("--stack test --dry-run --bucket images"), {
      status: 0,
      stdout: 'bucket "images": 1 would be uploaded\n  would be uploaded: logo.png',
      stderr: "",
    });
    assert.equal(service.objects.size, 0);
  });

  it("fails with the reasons last where files failed or belong to somebody else, also as JSON", async () => {
    service.fault = (request) => (request === "POST /object/docs/a.txt" ? 403 : undefined);
    service.objects.set("images/logo.png", { content: "theirs", contentType: "image/png" });
    const { status, stdout, stderr } = await run("--stack test --json");
    const reasons =
      "Not every file became an object:\n" +
      "docs/a.txt: the service answered 403 Fault (made by the test)\n" +
      "images/logo.png: exists, and was not put there by this program";
    assert.deepEqual([status, stderr], [1, reasons]);
    const nothing = { uploaded: [], unchanged: [], kept: [], notTried: [], failed: [] };
    const failed = [{ name: "a.txt", reason: "the service answered 403 Fault (made by the test)" }];
    assert.deepEqual(JSON.parse(stdout), {
      ...{ stack: "test", url: service.url, dryRun: false, error: reasons },
      buckets: [
        { bucket: "docs", folder: "objects/docs", ...nothing, uploaded: ["b.txt"], failed },
        { bucket: "images", folder: "objects/images", ...nothing, kept: ["logo.png"] },
      ],
    });
  });

  it("names what is wrong with any folder before it asks for anything", async () => {
    write("objects/docs/large.txt", "x".repeat(1025));
    write("objects/images/text.txt", "x");
    const { status, stderr } = await run("--stack test", {});
    assert.equal(status, 1);
    assert.deepEqual(stderr.split("\n"), [
      "bucket docs: objects/docs/large.txt has 1025 bytes, and the bucket takes 1024 at most; raise its " +
        "fileSizeLimit, or take the file out of the folder",
      "bucket images: objects/images/text.txt is text/plain by its name, and the bucket takes image/*; add the type " +
        "to its allowedMimeTypes, or take the file out of the folder",
      "Nothing was uploaded.",
    ]);
    assert.deepEqual(service.requests, []);
  });

  it("says what is wrong with the stack file or a bucket's name", async () => {
    assert.deepEqual(await run("--stack none"), {
      status: 1,
      stdout: "",
      stderr: "There is no stack file Pulumi.none.yaml.",
    });
    assert.equal(
      (await run("--stack test --bucket docs --bucket empty --bucket other")).stderr,
      "The stack file has no firstObjects for empty, other; those that have are docs, images.",
    );
    stackFile("    - id: A\n");
    assert.match((await run("--stack test")).stderr, /^error: Pulumi\.test\.yaml:\d+/);
  });

  it("stops at a bucket that is not there, and says so after what it did", async () => {
    service.buckets.delete("images");
    const { status, stdout, stderr } = await run("--stack test");
    assert.deepEqual([status, stdout], [1, 'bucket "docs": 2 uploaded']);
    assert.equal(
      stderr,
      `Not every file became an object:\nthere is no bucket "images" at ${service.url}; "pulumi up" makes it`,
    );
  });

  it("asks pulumi for the token, without a shell and with no secret on the command line", async () => {
    write("bin/pulumi", `#!/bin/sh\npwd > said; echo "$@" >> said; echo ${testToken}\n`);
    const PATH = `${path.join(root, "bin")}:${process.env["PATH"] ?? ""}`;
    assert.equal((await run("--stack test", { PATH, SERVICE_ROLE_KEY: "" })).status, 0);
    assert.equal(service.objects.size, 3);
    assert.deepEqual(readFileSync(path.join(root, "said"), "utf8").split("\n"), [
      root,
      "stack output serviceRoleKey --show-secrets --stack test --non-interactive",
      "",
    ]);

    write("bin/pulumi", `#!/bin/sh\necho "error: no stack named 'test' found" >&2; exit 255\n`);
    const need =
      "The token of the service role is needed. It is not in the environment variable SERVICE_ROLE_KEY, and pulumi " +
      "did not give the output serviceRoleKey of stack test";
    assert.equal(
      (await run("--stack test", { PATH })).stderr,
      `${need} (it said: error: no stack named 'test' found).`,
    );
    const { status, stderr } = await run("--stack test", { PATH: "/nowhere" });
    assert.deepEqual([status, stderr], [1, `${need} (it is not installed).`]);
  });

  it("ends at an interruption, and goes on the next time", async () => {
    let { child, ended } = start(["--stack", "test", "--concurrency", "1"]);
    service.fault = (request) => {
      if (request !== "POST /object/docs/b.txt") return undefined;
      child.kill("SIGINT");
      return "hang";
    };
    assert.deepEqual(await ended, {
      status: 130,
      stdout: 'bucket "docs": 1 uploaded, 1 not tried',
      stderr: "Interrupted. Run it again to go on.",
    });
    service.fault = () => undefined;
    ({ child, ended } = start(["--stack", "test"]));
    assert.equal((await ended).stdout, 'bucket "docs": 1 uploaded, 1 unchanged\nbucket "images": 1 uploaded');
  });

  it("explains itself, and refuses what it does not know", async () => {
    assert.match((await run("--help")).stdout, /^Uploads the first objects of buckets/);
    for (const [args, message] of [
      ["", "Unexpected argument ''"],
      ["--stck test", "Unknown option '--stck'"],
      ["--json", "Which stack? Name it with --stack."],
      ["--stack test --concurrency 65", "--concurrency is a number from 1 to 64, not 65."],
    ] as const) {
      const { status, stderr } = await run(args);
      assert.equal(status, 2);
      assert.ok(stderr.startsWith(message), stderr);
    }
  });
});
