import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { TestCheck } from "./testing-check";
import { type DockerOutcomes, imageFiles, writeDocker, writeImage } from "./testing-image";

const names = ["initialmigration", "storage-schema", "name-index", "wide-ids"];

describe("ops upgrade-check on Docker", function () {
  this.timeout(60_000);
  let check: TestCheck;
  before(async () => {
    check = await TestCheck.start();
  });
  after(() => check.stop());
  beforeEach(async () => {
    rmSync(check.bin, { recursive: true, force: true });
    docker();
    check.stackFile("docker");
    await check.applied(names.slice(0, 2));
  });

  const docker = (outcomes: DockerOutcomes = {}) => {
    writeDocker(check.bin, check.image, outcomes);
  };
  const asked = () =>
    readFileSync(path.join(check.bin, "docker.log"), "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as string[]).join(" "));
  const dump = (tag: string) =>
    `pg_dump "host=127.0.0.1 port=PORT user=postgres dbname=postgres sslmode=disable" --role supabase_storage_admin ` +
    `--schema storage --format custom --file test-before-${tag}.dump`;
  const refusal = async (...args: Parameters<TestCheck["run"]>) => {
    const { status, stdout, stderr } = await check.run(...args);
    assert.deepEqual([status, stdout], [1, ""], stderr);
    return stderr.replace(/port=\d+/, "port=PORT");
  };

  it("lists what would be applied, what a person may want to know of it, and how to dump it first", async () => {
    const { status, stdout, stderr } = await check.run();
    assert.equal(
      stdout.replace(/port=\d+/, "port=PORT"),
      `test: 3 migrations in the database, the last one 2 storage-schema.

example/storage-api:2 would apply 2 migrations at its first start:

    3  name-index  builds an index, which lets nothing be written meanwhile
    4  wide-ids    rewrites or reads a whole table; changes rows that are there

This takes no recovery point. Nothing undoes a migration: take a dump first.

  ${dump("2")}`,
    );
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(asked(), [
      "image inspect --format {{.Id}} example/storage-api:2",
      "run --rm --pull never --network none --read-only --cap-drop ALL --security-opt no-new-privileges --entrypoint node " +
        "example/storage-api:2 -e",
    ]);
  });

  it("has nothing to say where nothing changes, or the service has not run yet", async () => {
    await check.applied(names);
    assert.equal(
      (await check.run()).stdout,
      "test: 5 migrations in the database, the last one 4 wide-ids.\n\nexample/storage-api:2 would apply nothing.",
    );
    await check.applied(undefined);
    const { status, stdout } = await check.run(["--image", "example/storage-api:3"]);
    assert.equal(
      stdout,
      "test: the storage service has not run on this database yet.\n\n" +
        "The first start of example/storage-api:3 applies 4 of its 4 migrations.",
    );
    assert.equal(status, 0);
  });

  it("shows what a freeze holds back, and refuses one at a migration that the image does not have", async () => {
    check.stackFile("docker", { service: { migrationsFreezeAt: "name-index" } });
    const { stdout } = await check.run();
    assert.match(stdout, /would apply 1 migration at its first start:\n\n {4}3 {2}name-index/);
    assert.match(
      stdout,
      /\n\nservice\.migrationsFreezeAt \(name-index\) holds 1 back:\n\n {4}4 {2}wide-ids {2}rewrites/,
    );
    check.stackFile("docker", { service: { migrationsFreezeAt: "gone" } });
    assert.equal(
      await refusal(),
      "alfred-storage:service.migrationsFreezeAt: gone is no migration of this image; its last ones are storage-schema, " +
        "name-index, wide-ids. Correct it, or take it out of the stack file.",
    );
  });

  it("refuses an image that is older than the database", async () => {
    await check.applied([...names, "newer", "newest"]);
    assert.equal(
      await refusal(),
      "The image example/storage-api:2 is older than the database, which has 2 migrations that it does not know (5 newer, " +
        "6 newest). A downgrade would run old code on tables that newer code has changed, and nothing undoes a migration. " +
        "Use the image that applied them or a newer one; to go back all the same, restore a dump from before: " +
        "docs/upgrades.md.",
    );
  });

  it("prints the same as JSON", async () => {
    const { status, stdout } = await check.run(["--json"]);
    const { dump: command, ...rest } = JSON.parse(stdout) as Record<string, unknown>;
    assert.match(String(command), /^pg_dump /);
    assert.deepEqual(rest, {
      stack: "test",
      image: "example/storage-api:2",
      applied: 3,
      pending: [
        { id: 3, name: "name-index", notes: ["builds an index, which lets nothing be written meanwhile"] },
        { id: 4, name: "wide-ids", notes: ["rewrites or reads a whole table", "changes rows that are there"] },
      ],
      held: [],
      unknown: [],
    });
    assert.equal(status, 0);
    await check.applied([...names, "newer"]);
    const refused = await check.run(["--json"]);
    const { error, unknown } = JSON.parse(refused.stdout) as Record<string, unknown>;
    assert.deepEqual([refused.status, error, unknown], [1, refused.stderr, [{ id: 5, name: "newer" }]]);
  });

  it("pulls an image that is not there, and says where that is not possible", async () => {
    const absent = {
      image: { status: 1, stderr: "Error response from daemon: No such image: example/storage-api:2\n" },
    };
    docker(absent);
    assert.equal((await check.run()).status, 0);
    assert.equal(asked()[1], "pull --quiet example/storage-api:2");
    const failures: [string, RegExp][] = [
      [
        "Error response from daemon: manifest for example/storage-api:2 not found: manifest unknown",
        /^The image example\/storage-api:2 was not pulled: .* manifest unknown\. Correct images\.storage in the stack file/,
      ],
      [
        "denied: requested access to the resource is denied",
        /denied\. If it is there, sign in to its registry with docker login/,
      ],
      ["net/http: TLS handshake timeout", /timeout\. Try again, or pull it by hand\.$/],
    ];
    for (const [stderr, expected] of failures) {
      docker({ ...absent, pull: { status: 1, stderr: `${stderr}\n` } });
      assert.match(await refusal(), expected);
    }
  });

  it("says where there is no Docker, or the image is of something else", async () => {
    rmSync(path.join(check.bin, "docker"));
    assert.match(await refusal(), /^There is no docker command here\./);
    docker({
      image: { status: 1, stderr: "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" },
    });
    assert.match(await refusal(), /^The Docker Engine was not reached: Cannot connect .* running\?\. Start it;/);
    docker({ run: { status: 127, stderr: 'exec: "node": executable file not found in $PATH\n' } });
    assert.match(
      await refusal(),
      /^The image .* brings no migrations of the storage service: there is no Node in it\./,
    );
    docker();
    rmSync(path.join(check.image, "migrations"), { recursive: true });
    assert.match(
      await refusal(),
      /brings no migrations of the storage service: .*\/migrations\/tenant: ENOENT\. Name one/,
    );
    writeImage(check.image, { "readme.md": "" });
    assert.match(await refusal(), /brings no migrations of the storage service: it lists none\./);
    writeImage(check.image, imageFiles);
  });

  it("says what keeps it from the database, before it asks for the image", async () => {
    const given =
      `PGPASSWORD="$(pulumi config get --path 'alfred-storage:database.password' --stack test)" npm run ops -- ` +
      `upgrade-check --stack test`;
    assert.equal(
      await refusal([], { PGPASSWORD: "wrong" }),
      `127.0.0.1:PORT did not accept the password of "postgres". This command takes it from the environment variable ` +
        `PGPASSWORD:\n  ${given}`,
    );
    assert.match(
      await refusal([], { PGPASSWORD: undefined }),
      /^127\.0\.0\.1:PORT asks for the password of "postgres"\. This/,
    );
    check.stackFile("docker", { database: { port: 1 } });
    assert.match(await refusal(), /^nothing listens on 127\.0\.0\.1:1 \(connection refused\)\. Start the database/);
    await check.sql("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'guest-password'");
    check.stackFile("docker", { database: { administrator: "guest" } });
    assert.match(
      await refusal([], { PGPASSWORD: "guest-password" }),
      /^the table storage\.migrations is owned by "postgres", and "guest" is no member of that role[^]*GRANT "postgres" TO "guest"/,
    );
    assert.throws(asked, { code: "ENOENT" });
  });

  it("explains itself, and refuses an image without a version", async () => {
    assert.match((await check.run(["--help"])).stdout, /^Compares the storage service's migrations/);
    const { status, stderr } = await check.run(["--image", "supabase/storage-api"]);
    assert.equal(status, 2);
    assert.match(stderr, /^--image supabase\/storage-api has no tag; write name:tag/);
  });
});
