import { constants } from "node:os";
import { Writable, type Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { Failure } from "../../cluster/failure";
import { shortLine } from "../../cluster/short-line";
import { start, type Ended, type ProgramOptions, type Running } from "./program-process";

export type { Ended, ProgramOptions } from "./program-process";

/** A program that ended with a status that its caller does not deal with. */
export class ProgramFailure extends Failure {
  readonly program: string;
  readonly status: number;
  /** The last lines on standard error. */
  readonly said: string;

  constructor(program: string, { status, said }: Ended) {
    const last = shortLine(said.split("\n").at(-1) ?? "").replace(/\.$/, "");
    super(`${program} ${endOf(status)}${last === "" ? "" : `: ${last}`}.`);
    this.program = program;
    this.status = status;
    this.said = said;
  }
}

/**
 * Runs a program whose output is small.
 *
 * @param options.input what it reads. Default: nothing
 * @throws ProgramFailure for an exit status that is not among `statuses`; Failure where the program is not there; the
 *   signal's reason where that is aborted
 */
export async function run(
  program: string,
  args: readonly string[],
  { input = "", ...options }: ProgramOptions & { readonly input?: string | Uint8Array },
): Promise<Ended & { readonly stdout: string }> {
  const pieces: Buffer[] = [];
  const ended = await stream(program, args, {
    ...options,
    input: (to) => pipeline([input], to),
    output: async (from) => {
      for await (const piece of from) pieces.push(piece as Buffer);
    },
  });
  return { ...ended, stdout: Buffer.concat(pieces).toString() };
}

/**
 * Runs a program whose input or output is large. Where `input` or `output` fails, the program is ended before it sees
 * the end of its input, and that failure is thrown on. A program need not read all of its input: what is written after
 * its end fails, and its exit status says whether that is fine.
 *
 * @param options.input writes what the program reads. The program sees the end only once the promise is fulfilled, so
 *   `input` may still fail after it has ended the stream. Default: nothing to read
 * @param options.output reads what the program writes. Default: it is thrown away
 * @throws as `run` does
 */
export async function stream(
  program: string,
  args: readonly string[],
  {
    input,
    output,
    ...options
  }: ProgramOptions & {
    readonly input?: (to: Writable) => Promise<unknown>;
    readonly output?: (from: Readable) => Promise<unknown>;
  },
): Promise<Ended> {
  const running = await start(program, args, options);
  const works = await Promise.allSettled(
    [feed(program, running, input), drain(running, output)].map((work) =>
      work.catch(async (error: unknown) => {
        await running.stop();
        throw error;
      }),
    ),
  );
  const ended = await running.ended;
  options.signal.throwIfAborted();
  // A program that failed by itself says why; what failed with it is only what came of that.
  if (!running.stopped()) judge(program, ended, options);
  for (const work of works) if (work.status === "rejected") throw work.reason;
  return ended;
}

/**
 * The lines of a program's standard output as they come, without their ends. The program waits while its reader does,
 * and is ended where the reader stops reading.
 *
 * @throws as `run` does, after the last line
 */
export async function* lines(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): AsyncGenerator<string, void, undefined> {
  const running = await start(program, args, options);
  try {
    running.child.stdin.end();
    yield* linesOf(running.child.stdout);
    const ended = await running.ended;
    options.signal.throwIfAborted();
    judge(program, ended, options);
  } finally {
    await running.stop();
  }
}

/** The lines of a text in UTF-8, without their ends. Only a line feed ends one; what Node's `readline` splits at may be data. */
export async function* linesOf(from: Readable): AsyncGenerator<string, void, undefined> {
  let open = "";
  for await (const text of from.setEncoding("utf8")) {
    const whole = (open + String(text)).split("\n");
    open = whole.pop() ?? "";
    yield* whole;
  }
  if (open !== "") yield open;
}

async function feed(program: string, { child, ended }: Running, input?: (to: Writable) => Promise<unknown>) {
  if (input !== undefined) {
    const closed = new Failure(`${program} ended before it had read all of its input.`);
    const gate = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        child.stdin.write(chunk, (error) => {
          done(error == null ? null : closed);
        });
      },
    });
    gate.on("error", () => undefined);
    void ended.then(() => gate.destroy(closed));
    try {
      await input(gate);
      await finished(gate.end());
    } catch (error) {
      if (error !== closed) throw error;
    }
  }
  child.stdin.end();
}

async function drain({ child: { stdout } }: Running, output?: (from: Readable) => Promise<unknown>) {
  if (output === undefined) stdout.resume();
  else await output(stdout);
  // What was not read is not wanted; the program must not wait for ever for somebody who reads it.
  if (output !== undefined) stdout.destroy();
}

function judge(program: string, ended: Ended, { statuses = [0] }: ProgramOptions): void {
  if (statuses !== "any" && !statuses.includes(ended.status)) throw new ProgramFailure(program, ended);
}

/** What a status says, such as "failed with exit status 1". */
export function endOf(status: number): string {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === status - 128) ?? [];
  return name === undefined ? `failed with exit status ${status}` : `was ended by ${name}`;
}
