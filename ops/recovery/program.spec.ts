import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { EventEmitter, once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../cluster/failure";
import { lines, ProgramFailure, run, stream } from "./program";

/** A program in Node's own language; `process.stdout` and so on are what it has. */
const node = (script: string) => ["-e", script] as const;
const program = process.execPath;
const copies = "process.stdin.pipe(process.stdout)";

describe("a program of a recovery point", () => {
  const { signal } = new AbortController();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "program-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A script that leaves a file once it has seen the end of its input. */
  const seesEnd = () => {
    const file = path.join(folder, "ended");
    const script = `
      process.on("SIGINT", () => process.exit(9));
      process.stdin.once("data", () => console.log("reading"));
      process.stdin.resume().on("end", () => require("node:fs").writeFileSync(${JSON.stringify(file)}, ""));`;
    return { script, saw: () => existsSync(file) };
  };

  it("gives what it writes, with additions to the environment, in its folder", async () => {
    const script = "process.stdout.write(process.env.ADDED + process.env.HOME + process.cwd())";
    const env = { ADDED: "ä ", HOME: undefined };
    const { status, stdout, said } = await run(program, node(script), { signal, env, cwd: folder });
    assert.deepEqual({ status, stdout, said }, { status: 0, stdout: `ä undefined${folder}`, said: "" });
  });

  it("reads what it is given, and nothing where it is given nothing", async () => {
    assert.equal((await run(program, node(copies), { signal, input: "a\0ü\n" })).stdout, "a\0ü\n");
    assert.equal((await run(program, node(copies), { signal })).stdout, "");
  });

  it("fails with the status and the last line that the program said, without what looks like a secret", async () => {
    const script = 'console.error("first\\nat https://me:pass@host/."); process.exit(3)';
    const failed = await run(program, node(script), { signal }).catch((error: unknown) => error);
    assert.ok(failed instanceof ProgramFailure);
    assert.equal(failed.message, `${program} failed with exit status 3: at https://[secret]@host/.`);
    assert.deepEqual([failed.status, failed.said], [3, "first\nat https://me:pass@host/."]);
  });

  it("gives a status that the caller deals with", async () => {
    const { status, said } = await run(program, node('console.error("x"); process.exit(3)'), {
      signal,
      statuses: [0, 3],
    });
    assert.deepEqual([status, said], [3, "x"]);
    assert.equal((await run(program, node("process.exit(77)"), { signal, statuses: "any" })).status, 77);
  });

  it("names the signal that ended it", async () => {
    const killed = run(program, node('process.kill(process.pid, "SIGKILL")'), { signal });
    await assert.rejects(killed, new Failure(`${program} was ended by SIGKILL.`, {}));
  });

  it("keeps the last twenty lines, and passes on each, also one that comes in pieces and one without an end", async () => {
    const heard: string[] = [];
    const script = `
      for (let i = 0; i < 30; i++) process.stderr.write("line " + i + "\\n");
      process.stderr.write("in pie"); setTimeout(() => process.stderr.write("ces\\nlast"), 50);`;
    const { said } = await run(program, node(script), { signal, onLine: (line) => heard.push(line) });
    const all = [...Array.from({ length: 30 }, (_, i) => `line ${i}`), "in pieces", "last"];
    assert.deepEqual(heard, all);
    assert.deepEqual(said.split("\n"), all.slice(-20));
  });

  it("names what to install where the program is not there, and the folder where that is not", async () => {
    await assert.rejects(run("psql", [], { signal, env: { PATH: folder } }), {
      message: "There is no command psql here. Install it; on Debian: apt-get install postgresql-client.",
      missing: true,
    });
    await assert.rejects(run("no-such-program", [], { signal }), /^Failure|apt-get install no-such-program\.$/);
    const cwd = path.join(folder, "none");
    await assert.rejects(run(program, [], { signal, cwd }), { message: `There is no folder ${cwd}.`, missing: true });
    await assert.rejects(run(folder, [], { signal }), /was not started: .*EACCES\. Look at its file's rights\.$/);
  });

  it("passes large input and output through whole, as slowly as the reader reads", async () => {
    const data = randomBytes(8 * 1024 * 1024);
    const hash = createHash("sha256");
    let written = 0;
    let ahead = 0;
    let read = 0;
    await stream(program, node(copies), {
      signal,
      input: (to) =>
        pipeline(Readable.from(pieces(data, (bytes) => (ahead = Math.max(ahead, (written += bytes) - read)))), to),
      output: (from) =>
        pipeline(
          from,
          new Writable({
            write: (chunk: Buffer, _, done) => {
              read += chunk.length;
              hash.update(chunk);
              setTimeout(done, 1);
            },
          }),
        ),
    });
    assert.equal(hash.digest("hex"), createHash("sha256").update(data).digest("hex"));
    assert.ok(ahead < 2 * 1024 * 1024, `${ahead} bytes were under way at once`);
  });

  it("ends a program before it sees the end of an input that fails, even of one that had been written whole", async () => {
    for (const cut of [false, true]) {
      const { script, saw } = seesEnd();
      const failure = new Failure("The dump failed.");
      const reading = new EventEmitter();
      const begun = once(reading, "begun");
      const input = async (to: Writable) => {
        await pipeline(Readable.from([Buffer.alloc(100_000)]), to, { end: !cut });
        await begun;
        throw failure;
      };
      const output = (from: Readable) =>
        pipeline(from, async (said) => {
          for await (const piece of said) reading.emit("begun", piece);
        });
      await assert.rejects(stream(program, node(script), { signal, input, output, endBy: "SIGINT" }), failure);
      assert.equal(saw(), false);
    }
  });

  it("shows the end of the input once it is complete", async () => {
    const { script, saw } = seesEnd();
    await stream(program, node(script), { signal, input: (to) => pipeline(Readable.from(["all"]), to) });
    assert.equal(saw(), true);
  });

  it("says why a program failed rather than that it did not read", async () => {
    const input = (to: Writable) => pipeline(Readable.from(pieces(Buffer.alloc(4_000_000))), to);
    const failed = stream(program, node('console.error("disk full"); process.exit(1)'), { signal, input });
    await assert.rejects(failed, new Failure(`${program} failed with exit status 1: disk full.`));
    assert.equal((await stream(program, node("process.exit(0)"), { signal, input })).status, 0);
  });

  it("ends a program whose output nobody takes", async () => {
    const failure = new Error("no room");
    const output = () => Promise.reject(failure);
    await assert.rejects(stream(program, node('setInterval(() => console.log("x"), 1)'), { signal, output }), failure);
  });

  it("gives lines as they come", async () => {
    const script =
      'process.stdout.write("one\\n\\ntwo\\u2028\\r\\nth"); setTimeout(() => process.stdout.write("ree"), 50)';
    const got: string[] = [];
    for await (const line of lines(program, node(script), { signal })) got.push(line);
    assert.deepEqual(got, ["one", "", "two\u2028\r", "three"]);
  });

  it("fails after the last line where the program fails", async () => {
    const got: string[] = [];
    const reading = (async () => {
      for await (const line of lines(program, node('console.log("one"); process.exitCode = 4'), { signal }))
        got.push(line);
    })();
    await assert.rejects(reading, new Failure(`${program} failed with exit status 4.`));
    assert.deepEqual(got, ["one"]);
  });

  it("ends a program whose lines nobody reads any more", async () => {
    const file = path.join(folder, "pid");
    const script = `
      require("node:fs").writeFileSync(${JSON.stringify(file)}, String(process.pid));
      setInterval(() => console.log("x"), 1)`;
    for await (const line of lines(program, node(script), { signal })) if (line === "x") break;
    assert.throws(() => process.kill(Number(readFileSync(file, "utf8")), 0), { code: "ESRCH" });
  });

  it("is ended by the signal, with the signal's reason", async () => {
    const ending = new AbortController();
    const reason = new Error("interrupted");
    const running = run(program, node("setInterval(() => {}, 1000)"), { signal: ending.signal });
    await sleep(200);
    ending.abort(reason);
    await assert.rejects(running, reason);
    await assert.rejects(run(program, node(""), { signal: ending.signal }), reason);
  });

  it("is killed where it does not end when asked to", async function () {
    this.timeout(15_000);
    const ending = new AbortController();
    const script = 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)';
    const begin = Date.now();
    let pid = 0;
    const reading = (async () => {
      for await (const line of lines(program, node(script), { signal: ending.signal })) {
        pid = Number(line);
        ending.abort(new Error("interrupted"));
      }
    })();
    await assert.rejects(reading, /interrupted/);
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    assert.ok(Date.now() - begin >= 5000);
  });

  it("does not outlive the process that started it, nor sees the end of its input then", async () => {
    const { script, saw } = seesEnd();
    const parent = `
      const { stream } = require("./ops/recovery/program.ts");
      void stream(process.execPath, ${JSON.stringify(node(script))}, {
        signal: new AbortController().signal,
        input: () => new Promise((resolve) => setTimeout(() => process.exit(7), 300)),
      });`;
    const { spawn } = await import("node:child_process");
    const child = spawn(program, ["-r", "./typescript.cjs", "-e", parent], { stdio: ["ignore", "ignore", "inherit"] });
    assert.deepEqual(await once(child, "exit"), [7, null]);
    await sleep(300);
    assert.equal(saw(), false);
  });
});

function* pieces(data: Buffer, onPiece: (bytes: number) => void = () => undefined) {
  for (let at = 0; at < data.length; at += 64 * 1024) {
    const piece = data.subarray(at, at + 64 * 1024);
    onPiece(piece.length);
    yield piece;
  }
}
