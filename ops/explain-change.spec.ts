import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { explainChange } from "./explain-change";
import { projectFolder } from "./stack";

describe("ops explain-change", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "explain-change-"));
  const file = path.join(folder, "Pulumi.dev.yaml");
  const committed = readFileSync(path.join(projectFolder, "Pulumi.dev.yaml"), "utf8");
  const inAws = `${committed
    .replace(
      "backend: file",
      "backend: s3\n    s3: { bucket: alfred-platform-dev, region: us-west-2, encryptionType: aws:kms }",
    )
    .replace(/^ +to: \{ volume: .*\n/m, "")}\n  alfred-storage:aws: { noncurrentDays: 30 }\n`;
  before(() => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });
    const commit = (text: string) => {
      writeFileSync(file, text);
      git("add", ".");
      git("-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "As it was");
    };
    git("init", "--quiet");
    commit(committed);
    git("switch", "--quiet", "--create", "in-aws");
    commit(inAws);
    git("switch", "--quiet", "-");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const run = async (text: string, ...args: string[]) => {
    writeFileSync(file, text);
    const out: string[] = [];
    const err: string[] = [];
    const { log, error } = console;
    console.log = (line: string) => void out.push(line);
    console.error = (line: string) => void err.push(line);
    try {
      const status = await explainChange(["--stack", "dev", ...args], folder);
      return { status, out: out.join("\n"), err: err.join("\n") };
    } finally {
      Object.assign(console, { log, error });
    }
  };

  it("says nothing of what is as it was", async () => {
    const { status, out } = await run(committed);
    assert.deepEqual([status, out], [0, "Pulumi.dev.yaml says the same as in HEAD."]);
  });

  it("says what each edit does, the far-reaching first", async () => {
    const edited = committed
      .replace("uploadLimit: 50MiB", "uploadLimit: 60MiB")
      .replace("public: false", "public: true");
    const { status, out } = await run(edited);
    assert.equal(status, 0);
    assert.equal(
      out,
      [
        "restart: containers are started anew: on docker with some seconds in which nothing answers, on kubernetes one by one",
        "  service.uploadLimit: 50MiB → 60MiB",
        "    of the service; the route's limit follows",
        "",
        "in place: it changes where it is, and nothing restarts",
        "  buckets[agent-documents].public: false → true",
        "    at once for everybody",
      ].join("\n"),
    );
  });

  it("ends with 1 where an edit would be refused", async () => {
    const { status, out } = await run(committed.replace("storage: db-storage-data", "storage: files"));
    assert.equal(status, 1);
    assert.match(
      out,
      /^refused: .*\n {2}volumes\.storage: db-storage-data → files\n {4}another name is another, empty volume/,
    );
  });

  it("knows what an own bucket in AWS takes in place on docker, too", async () => {
    const edited = inAws.replace("noncurrentDays: 30", "noncurrentDays: 60, accessLogs: { days: 90 }");
    const { status, out, err } = await run(edited, "--against", "in-aws");
    assert.deepEqual([status, err], [0, ""]);
    assert.equal(
      out,
      [
        "in place: it changes where it is, and nothing restarts",
        "  aws.accessLogs.days: 90, new",
        "    turned off, it stops at the bucket for logs, which is protected",
        "  aws.noncurrentDays: 30 → 60",
      ].join("\n"),
    );
  });

  it("says of another encryption that a key of the program's own stays", async () => {
    const { out } = await run(inAws.replace("aws:kms", "AES256"), "--against", "in-aws");
    assert.equal(
      out,
      [
        "in place: it changes where it is, and nothing restarts",
        "  service.s3.encryptionType: aws:kms → AES256",
        "    holds for what is written from then on; back to AES256 is refused while a key of the program's own is protected",
      ].join("\n"),
    );
  });

  it("prints one object for programs", async () => {
    const { out } = await run(committed.replace("uploadLimit: 50MiB", "uploadLimit: 60MiB"), "--json");
    assert.deepEqual(JSON.parse(out), {
      stack: "dev",
      against: "HEAD",
      changes: [
        {
          key: "service.uploadLimit",
          reach: "restart",
          note: "of the service; the route's limit follows",
          before: "50MiB",
          after: "60MiB",
        },
      ],
    });
  });

  it("says what is wrong with a file that cannot be used, and nothing else", async () => {
    const { status, out, err } = await run(committed.replace("uploadLimit: 50MiB", "uploadLimit: many"));
    assert.deepEqual([status, out], [1, ""]);
    assert.match(err, /service\.uploadLimit \(many\)/);
  });

  it("says that there is nothing to compare with", async () => {
    const { status, err } = await run(committed, "--against", "no-such-version");
    assert.equal(status, 1);
    assert.match(err, /^git has no Pulumi\.dev\.yaml in no-such-version, so there is nothing to compare with: fatal: /);
  });

  it("shows no secret, not even an encrypted one", async () => {
    const host = committed.replace(
      "  alfred-storage:database:\n",
      "  alfred-storage:database:\n    password: { secure: v1:hunter2 }\n",
    );
    const { out } = await run(host);
    assert.match(out, /database\.password: \[secret\], new/);
    assert.doesNotMatch(out, /hunter2/);
  });
});
