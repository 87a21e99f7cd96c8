import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strictPipe } from "./copy";

const root = path.join(__dirname, "../..");

/** A docker command that has one volume, and makes copies whose archive has the given sum. */
const fakeDocker = `#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
  "volume inspect"*" db-storage-data") echo db-storage-data ;;
  "volume inspect"*) echo "Error: no such volume" >&2; exit 1 ;;
  "volume create"* | "volume rm"* | "rm --force"*) ;;
  "ps "*) [ -z "$WRITERS" ] || printf 'db-storage\\ndb-backup\\n' ;;
  "container inspect"*" db-storage db-backup") printf "$WRITERS" ;;
  "image inspect"*) echo sha256:1 ;;
  *"--version"*) echo /usr/bin/tar ;;
  *"cd /from"*) printf '2\\nsame  -\\n' ;;
  *"cd /to"*) printf '2\\n%s  -\\n' "$SUM" ;;
  *"--extract"*) [ -z "$SLOW" ] || exec sleep 20 ;;
  *) exit 99 ;;
esac
`;

describe("ops volumes copy", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "volumes-copy-"));
    writeFileSync(path.join(folder, "docker"), fakeDocker);
    chmodSync(path.join(folder, "docker"), 0o755);
    writeFileSync(path.join(folder, "Pulumi.dev.yaml"), "config:\n  alfred-storage:platform: docker # here\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const file = () => readFileSync(path.join(folder, "Pulumi.dev.yaml"), "utf8");
  const calls = () => readFileSync(path.join(folder, "calls"), "utf8").trim().split("\n");
  const started = (
    args: string,
    { sum = "same", slow = false, writers = "", PATH = `${folder}:/usr/bin:/bin` } = {},
  ) => {
    const given = `${JSON.stringify(args.split(" "))}, ${JSON.stringify(folder)}`;
    const program = `require("./ops/volumes-copy/command.ts").volumesCopy(${given})
      .then((status) => { process.exitCode = status; });`;
    const env = {
      ...process.env,
      PATH,
      SUM: sum,
      SLOW: slow ? "yes" : "",
      WRITERS: writers,
      CALLS: path.join(folder, "calls"),
    };
    return { command: ["-r", path.join(root, "typescript.cjs"), "-e", program], options: { cwd: root, env } };
  };
  const copy = (args: string, how: Parameters<typeof started>[1] = {}) => {
    const { command, options } = started(args, how);
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { ...options, encoding: "utf8" });
    return { status, stdout: stdout.trim(), stderr: stderr.trim() };
  };
  const begin = (args: string, how: Parameters<typeof started>[1]) => {
    const { command, options } = started(args, how);
    const child = spawn(process.execPath, command, { ...options, stdio: "ignore" });
    return { child, ended: new Promise((resolve) => child.on("exit", resolve)) };
  };
  const fine = "--stack dev --volume storage --to larger";

  it("makes the new volume, copies with as few rights as it takes, and prints the lines of the stack file", () => {
    const before = file();
    const { status, stdout, stderr } = copy(fine);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^2 files of db-storage-data are in larger, .*\nsha256 of both: same\n/);
    assert.match(stdout, /docker volume rm db-storage-data$/);
    assert.equal(file(), before);
    const [run = ""] = calls().filter((call) => call.includes(":/from:ro"));
    assert.match(
      run,
      /--network none --read-only --cap-drop ALL .*--volume db-storage-data:\/from:ro --volume larger:\/to/,
    );
  });

  it("writes the stack file where it is told to, and leaves what else stands there", () => {
    assert.equal(copy(`${fine} --write`).status, 0);
    assert.equal(
      file(),
      "config:\n  alfred-storage:platform: docker # here\n  alfred-storage:volumes:\n    storage: larger\n" +
        "  alfred-storage:moved: [ storage ]\n",
    );
  });

  it("fails where the copy differs, and takes it away again", () => {
    const before = file();
    const { status, stderr } = copy(`${fine} --write`, { sum: "other" });
    assert.equal(status, 1);
    assert.match(stderr, /^The copy in larger is not the same as db-storage-data: 2 of 2 files\./);
    assert.deepEqual(calls().slice(-2), ["rm --force alfred-storage-copy-to-larger", "volume rm larger"]);
    assert.equal(file(), before);
  });

  it("refuses while a container may write into the volume, and not while one may only read it", () => {
    const { status, stderr } = copy(fine, { writers: "db-storage\\n\\n" });
    assert.deepEqual(
      [status, stderr],
      [1, "db-storage would write into db-storage-data while it is copied. First: docker stop db-storage"],
    );
    assert.ok(calls().some((call) => call.includes('{{if and .RW (eq .Name "db-storage-data")}}')));
    assert.equal(copy(fine, { writers: "\\n\\n" }).status, 0);
  });

  it("takes a pipe for failed where either end fails, and passes on what comes out of it", () => {
    const pipe = (from: string, to: string) => {
      const { status, stdout } = spawnSync("sh", ["-c", `set -eu\n${strictPipe(from, to)}`], { encoding: "utf8" });
      return [status === 0, stdout];
    };
    assert.deepEqual(pipe("echo one", "cat"), [true, "one\n"]);
    assert.deepEqual(pipe("{ echo one; false; }", "cat"), [false, "one\n"]);
    assert.deepEqual(pipe("echo one", "{ cat; false; }"), [false, "one\n"]);
  });

  it("leaves neither the new volume nor a container behind when it is interrupted", async () => {
    const calling = () => (existsSync(path.join(folder, "calls")) ? calls() : []);
    const { child, ended } = begin(fine, { slow: true });
    while (!calling().some((call) => call.includes("--extract"))) await new Promise((wait) => setTimeout(wait, 20));
    child.kill("SIGINT");
    assert.equal(await ended, 130);
    assert.deepEqual(calls().slice(-2), ["rm --force alfred-storage-copy-to-larger", "volume rm larger"]);
  });

  const refusals: [what: string, args: string, status: number, said: RegExp, change?: (text: string) => string][] = [
    ["no stack", "--volume storage --to x", 2, /^Which stack\? Name it with --stack\./],
    ["no volume", "--stack dev --to x", 2, /^Which volume\?/],
    ["no new name", "--stack dev --volume storage", 2, /^Where to\?/],
    ["an unknown option", `${fine} --fast`, 2, /Unknown option '--fast'/],
    ["an unknown stack", "--stack no --volume storage --to x", 1, /^There is no stack file Pulumi\.no\.yaml\.$/],
    ["an unknown purpose", "--stack dev --volume disk --to x", 1, /^No volume holds disk\. There are: .*storage.*\.$/],
    [
      "the name of another volume",
      "--stack dev --volume storage --to redis-data",
      1,
      /volumes\.storage .* is also volumes\.redis/,
    ],
    ["a name that is none", "--stack dev --volume storage --to a/b", 1, /is not a name of a Docker volume/],
    ["a volume that is not there", "--stack dev --volume redis --to x", 1, /^There is no volume redis-data on this/],
    [
      "a folder of the host",
      fine,
      1,
      /^The objects are in the folder \/srv\/x, and not in a volume of Docker's own\.$/,
      (text) => `${text}  alfred-storage:service: { hostFolder: /srv/x }\n`,
    ],
  ];
  for (const [what, args, status, said, change = (text: string) => text] of refusals) {
    it(`refuses ${what}`, () => {
      writeFileSync(path.join(folder, "Pulumi.dev.yaml"), change(file()));
      const result = copy(args);
      assert.equal(result.status, status, result.stderr);
      assert.match(result.stderr, said);
    });
  }

  it("says where there is no docker command", () => {
    assert.match(copy(fine, { PATH: "/nowhere" }).stderr, /^There is no docker command here\./);
  });
});
