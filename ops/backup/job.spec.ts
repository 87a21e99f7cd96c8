import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { Failure } from "../../cluster/failure";
import type { Plan } from "../recovery/plan";
import { surroundings } from "../recovery/surroundings";
import { Caller } from "./caller";
import { signedIn } from "./job";
import { readOptions } from "./job-options";

describe("a job and whoever runs it", function () {
  this.timeout(300_000);
  let folder: string;
  let plan: Plan;
  const at = (name: string) => path.join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "job-"));
    plan = {
      ...{ stack: "dev", repository: at("repository"), repositoryPasswordFile: at("password") },
      database: {
        host: "here",
        port: 1,
        name: "data",
        username: "reader",
        tls: "disable",
        passwordFile: at("password"),
      },
      objects: { kind: "file", folder: at("objects") },
      ...{ wholeDatabase: false, volumes: {}, keep: { daily: 7, weekly: 4, monthly: 12 } },
      scratch: at("scratch"),
      schedule: { backup: "0 0 1 1 *", drill: "0 0 1 1 *" },
    };
    writeFileSync(at("plan.json"), JSON.stringify(plan));
    writeFileSync(at("password"), "of the reader\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("ends in good order where its standard input does, if it is told to", async () => {
    const program = ["-r", "./typescript.cjs", "ops/backup/job.ts", "schedule", "--plan", at("plan.json")];
    const child = spawn(process.execPath, [...program, "--attended"], { stdio: ["pipe", "inherit", "inherit"] });
    const ended = once(child, "exit");
    while (!existsSync(at("scratch/schedule.json"))) await new Promise((resolve) => setTimeout(resolve, 100));
    child.stdin.end();
    assert.deepEqual(await ended, [0, null]);
  });

  const connectionOf = async (args: readonly string[], input?: PassThrough) => {
    const options = readOptions(["restore", "--latest", "--plan", at("plan.json"), ...args]);
    assert.ok(options);
    const listener = { progress: () => undefined, signal: new AbortController().signal };
    const caller = input && new Caller(input);
    return (await signedIn(surroundings(plan, listener), options, caller)).connection;
  };
  const place = { host: "here", port: 1, database: "data", tls: "disable" };

  it("signs in as the plan says, or as somebody else, with the password from a file or the first line", async () => {
    assert.deepEqual(await connectionOf([]), { ...place, username: "reader", password: "of the reader" });
    assert.deepEqual(await connectionOf(["--as", "admin"]), { ...place, username: "admin" });
    writeFileSync(at("other"), "of the administrator\n");
    const signedInAs = { ...place, username: "admin", password: "of the administrator" };
    assert.deepEqual(await connectionOf(["--as", "admin", "--password-file", at("other")]), signedInAs);
    const input = new PassThrough();
    input.write("of the administrator\n");
    assert.deepEqual(await connectionOf(["--as", "admin", "--password-file", "-"], input), signedInAs);
  });

  it("reaches the objects and their copies as who restores them, and the repository as before", async () => {
    const bucket = (name: string) => ({ bucket: name, region: "us-west-2", credentialsFile: at("jobs.json") });
    plan = {
      ...{ ...plan, repositoryBucket: bucket("repository") },
      objects: { kind: "s3", tenant: "tenant", ...bucket("objects"), copies: bucket("copies") },
    };
    const options = readOptions(["restore", "--latest", "--plan", at("plan.json"), "--s3-credentials", at("own.json")]);
    assert.ok(options);
    const listener = { progress: () => undefined, signal: new AbortController().signal };
    const { plan: changed } = await signedIn(surroundings(plan, listener), options, undefined);
    const own = (name: string) => ({ ...bucket(name), credentialsFile: at("own.json") });
    const objects = { kind: "s3", tenant: "tenant", ...own("objects"), copies: own("copies") };
    assert.deepEqual(changed, { ...plan, objects });
  });

  it("says where there is no such line", async () => {
    const failure = new Failure("Standard input ended before it had a line.");
    await assert.rejects(connectionOf(["--password-file", "-"], new PassThrough().end()), {
      message: failure.message,
    });
  });
});
