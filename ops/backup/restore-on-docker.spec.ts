import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { TestBackup } from "./testing-backup";

describe("ops backup restore on Docker", function () {
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

  const secret = { PGPASSWORD: "hunter2 administrator" };
  const resting =
    "Stopping db-backup for as long as it takes, so that it makes no recovery point of what is half there.";
  const made = (writable: string, job: string) =>
    "create --name db-restore --hostname db-backup --rm --interactive --init --pull never --cap-drop ALL --cap-add CHOWN " +
    "--cap-add DAC_OVERRIDE --cap-add FOWNER --cap-add FSETID --security-opt no-new-privileges --memory 1073741824 " +
    "--memory-swap 1073741824 --cpus 1.5 --label alfred-storage.stack=dev --network alfred-platform-database " +
    "--add-host host.docker.internal:host-gateway --mount type=volume,source=alfred-backups,target=/var/lib/alfred-backups " +
    `--mount type=volume,source=db-storage-data,target=/data/storage${writable === "storage" ? "" : ",readonly"} ` +
    `--mount type=volume,source=redis-data,target=/data/redis${writable === "redis" ? "" : ",readonly"} ` +
    `sha256:abc ${job}`;
  const job = 'read -r line; printf %s "$line" > password; echo restored; exit 0';
  const signIn = "--plan /etc/alfred-backup/plan.json --attended --as supabase_admin --password-file -";
  const after = ["rm --force --volumes db-restore", "start db-backup"];

  it("runs in a container of its own, that can write to what is restored alone, while the other one rests", () => {
    const run = test.run("restore --stack dev --latest --replace", { ...secret, JOB: job });
    assert.deepEqual(run, {
      ...{ status: 0, stdout: "restored", stderr: `${resting}\nStart the service again: docker start db-storage` },
    });
    const calls = test.calls().filter((call) => !call.startsWith("cp "));
    assert.deepEqual(calls, [
      "container inspect db-backup",
      "container inspect db-storage",
      "ps --filter volume=db-storage-data --format {{.Names}}",
      "container inspect db-restore",
      made("storage", `restore --latest --replace ${signIn}`),
      "network connect other db-restore",
      "stop -t 70 db-backup",
      "start --attach --interactive db-restore",
      ...after,
    ]);
    assert.deepEqual(
      test
        .calls()
        .filter((call) => call.startsWith("cp "))
        .sort(),
      ["cp - db-restore:/etc", "cp db-backup:/etc/alfred-backup -"],
    );
    assert.equal(test.read("settings"), "plan and secrets");
    assert.equal(test.read("password"), secret.PGPASSWORD);
    assert.ok(!test.read("calls").includes("hunter2"));
  });

  it("restores a volume without anybody's password", () => {
    assert.equal(test.run("restore --stack dev --latest --scope redis").status, 0);
    const given = "restore --latest --scope redis --plan /etc/alfred-backup/plan.json --attended";
    assert.ok(test.calls().includes(made("redis", given)), test.read("calls"));
  });

  it("leaves a container alone that did not run, and passes a failure on", () => {
    test.container("db-backup", "exited");
    const run = test.run("restore --stack dev --latest", { ...secret, JOB: "echo It is altered. >&2; exit 1" });
    assert.deepEqual(run, { status: 1, stdout: "", stderr: "It is altered." });
    assert.equal(test.calls().at(-1), "rm --force --volumes db-restore");
  });

  it("takes its container away and starts the other one whatever happens", async () => {
    const failed = test.run("restore --stack dev --latest", { ...secret, NO_SETTINGS: "yes" });
    assert.deepEqual([failed.status, failed.stderr], [1, "docker failed with exit status 1: Error: no such folder."]);
    assert.deepEqual(test.calls().slice(-2), after);
    assert.ok(!existsSync(test.at("settings")) || test.read("settings") === "");

    const slow = "echo began >> calls; cat > /dev/null; echo Interrupted. >&2; exit 130";
    const { child, ended } = test.start("restore --stack dev --latest", { ...secret, JOB: slow });
    while (!test.calls().includes("began")) await sleep(20);
    child.kill("SIGTERM");
    const stderr = `${resting}\nEnding what runs in db-restore …\nInterrupted.`;
    assert.deepEqual(await ended, { status: 130, stdout: "", stderr });
    assert.deepEqual(test.calls().slice(-2), after);
  });

  it("removes what a killed restore left, and leaves one alone that is under way", () => {
    test.container("db-restore", "exited");
    assert.equal(test.run("restore --stack dev --latest", secret).status, 0);
    assert.equal(test.calls()[4], "rm --force --volumes db-restore");
    test.container("db-restore", "running");
    const { status, stderr } = test.run("restore --stack dev --latest", secret);
    assert.deepEqual(
      [status, stderr],
      [1, "A restore or repair is under way in db-restore. Wait for it, or end it: docker stop db-restore"],
    );
    assert.equal(test.calls().at(-1), "container inspect db-restore");
  });

  it("refuses while the service runs, or another one that writes, and without the administrator's password", () => {
    const refusal = (environment: NodeJS.ProcessEnv = secret, args = "restore --stack dev --latest") => {
      const { status, stdout, stderr } = test.run(args, environment);
      assert.deepEqual([status, stdout], [1, ""]);
      return stderr;
    };
    assert.equal(
      refusal({}),
      'It needs the password of "supabase_admin". This command takes it from the environment variable PGPASSWORD:\n  ' +
        'PGPASSWORD="$(docker exec db-postgres cat /etc/alfred-storage/administrator-password)" ' +
        "npm run ops -- backup restore --latest --stack dev",
    );
    assert.deepEqual(test.calls(), []);
    test.container("db-storage", "running");
    assert.equal(refusal(), "db-storage would write meanwhile. First: docker stop db-storage");
    test.write("writers", "db-vector\n");
    assert.equal(
      refusal(secret, "restore --stack dev --latest --scope redis"),
      "db-vector would write meanwhile. First: docker stop db-vector",
    );
    test.container("db-backup", "paused");
    assert.equal(refusal(), "The container db-backup is paused. First: docker unpause db-backup");
    assert.ok(!test.calls().some((call) => /^(create|stop|start|rm)/.test(call)));
  });
});
