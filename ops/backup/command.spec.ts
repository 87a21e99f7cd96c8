import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { help } from "./options";
import { TestBackup } from "./testing-backup";

describe("ops backup on Docker", function () {
  this.timeout(300_000);
  let test: TestBackup;
  beforeEach(() => {
    test = new TestBackup();
    test.stackFile({ platform: "docker", backup: {} });
    test.container("db-backup", "running");
  });
  afterEach(() => {
    test.remove();
  });

  const inContainer = "exec --interactive db-backup node /opt/alfred-backup/backup.cjs";
  const surroundings = "--plan /etc/alfred-backup/plan.json --attended";

  it("runs the job in the container, and passes its words and its exit status on", () => {
    const job = "echo found; echo problem >&2; exit 1";
    assert.deepEqual(test.run("list --stack=dev --scope storage --json", { JOB: job }), {
      ...{ status: 1, stdout: "found", stderr: "problem" },
    });
    assert.deepEqual(test.calls(), [
      "container inspect db-backup",
      `${inContainer} list --scope storage --json ${surroundings}`,
    ]);
  });

  it("passes on what each command takes, wherever --stack stands", () => {
    for (const given of [
      "--stack dev now",
      "verify --stack dev --read-data",
      "prune --dry-run --stack dev",
      "drill --stack dev",
      "restore --latest --dry-run --json --stack dev",
    ]) {
      assert.deepEqual([given, test.run(given).status], [given, 0]);
    }
    assert.deepEqual(
      test.calls().filter((call) => call.startsWith("exec")),
      ["now", "verify --read-data", "prune --dry-run", "drill", "restore --latest --dry-run --json"].map(
        (args) => `${inContainer} ${args} ${surroundings}`,
      ),
    );
  });

  it("ends the run in the container when it is interrupted, and waits for its end", async () => {
    const job = "echo began >> calls; cat > /dev/null; echo Interrupted. >&2; exit 130";
    const { child, ended } = test.start("now --stack dev", { JOB: job });
    while (!test.calls().includes("began")) await sleep(20);
    child.kill("SIGINT");
    assert.deepEqual(await ended, {
      ...{ status: 130, stdout: "", stderr: "Ending what runs in db-backup …\nInterrupted." },
    });
  });

  it("ends it also when it is killed", async () => {
    const { child, ended } = test.start("now --stack dev", {
      JOB: "echo began >> calls; cat > /dev/null; echo ended >> calls",
    });
    while (!test.calls().includes("began")) await sleep(20);
    child.kill("SIGKILL");
    await ended;
    assert.equal(test.calls().at(-1), "ended");
  });

  it("says what each command is, and takes none but those", () => {
    assert.deepEqual(test.run("restore --help"), { status: 0, stdout: help, stderr: "" });
    const wrong = (args: string) => {
      const { status, stderr } = test.run(args);
      assert.equal(status, 2, stderr);
      assert.ok(stderr.endsWith(`\n\n${help}`));
      return stderr.slice(0, stderr.indexOf("\n\n"));
    };
    const all = "Which command? There are: now, list, verify, restore, prune, drill.";
    assert.equal(wrong("--stack dev"), all);
    assert.equal(wrong("schedule --stack dev"), all);
    assert.equal(wrong("now"), "Which stack? Name it with --stack.");
    assert.equal(wrong("now --plan x --stack dev"), "--plan is what this command tells the job itself.");
    assert.equal(wrong("restore --latest --as root --stack dev"), "--as is what this command tells the job itself.");
    assert.equal(wrong("drill --dry-run --stack dev"), "drill takes no --dry-run. It takes --json.");
    assert.match(wrong("now --fast --stack dev"), /^Unknown option '--fast'/);
    assert.equal(
      wrong("restore --stack dev"),
      "Which recovery point? Name it with --set, or take the newest with --latest.",
    );
    assert.deepEqual(test.calls(), []);
  });

  it("says what to do where nothing makes recovery points", () => {
    const refusal = () => {
      const { status, stdout, stderr } = test.run("now --stack dev");
      assert.deepEqual([status, stdout], [1, ""]);
      return stderr;
    };
    test.container("db-backup", "exited");
    assert.equal(refusal(), "The container db-backup does not run. First: docker start db-backup");
    test.container("db-backup", "paused");
    assert.equal(refusal(), "The container db-backup is paused. First: docker unpause db-backup");
    test.stackFile({ platform: "docker", namePrefix: "other-", backup: {} });
    assert.equal(
      refusal(),
      "There is no container other-db-backup on this Docker Engine. Make it with pulumi up --stack dev, or run this where " +
        "the stack's Docker Engine is.",
    );
    const asks = "See docs/stack-files.md, Recovery points.";
    const enough = 'On docker, with files, "alfred-storage:backup: {}" is enough; then pulumi up.';
    test.stackFile({ platform: "docker" });
    assert.equal(
      refusal(),
      `No recovery points are made of dev: Pulumi.dev.yaml has no section alfred-storage:backup that asks for them. ${enough} ${asks}`,
    );
    test.stackFile({ platform: "docker", backup: { none: "Made anew by the tests." } });
    assert.equal(
      refusal(),
      "No recovery points are made of dev: Pulumi.dev.yaml has no section alfred-storage:backup that asks for them. It says " +
        `why: Made anew by the tests. ${enough} ${asks}`,
    );
    assert.equal(test.run("now --stack no").stderr, "There is no stack file Pulumi.no.yaml.");
  });

  it("says where there is no docker command", () => {
    const { status, stderr } = test.run("now --stack dev", { PATH: "/nowhere" });
    assert.deepEqual(
      [status, stderr],
      [1, "There is no docker command here. Install Docker, or run this where the stack's Docker Engine is."],
    );
  });
});
