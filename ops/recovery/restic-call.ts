import type { Readable, Writable } from "node:stream";
import { Failure } from "../../cluster/failure";
import { shortLine } from "../../cluster/short-line";
import { lines, ProgramFailure, run, stream, type Ended, type ProgramOptions } from "./program";
import type { Place } from "./restic";
import { explain, type Asked } from "./restic-failure";
import type { Listener } from "./types";

/** How restic is called, beyond what it is to do. */
export interface CallOptions extends Pick<ProgramOptions, "cwd" | "statuses" | "onLine"> {
  /** What it is to do, such as "list the snapshots"; completes "restic did not …". */
  readonly act: string;
}

interface Streams {
  readonly input?: (to: Writable) => Promise<unknown>;
  readonly output?: (from: Readable) => Promise<unknown>;
}

/** restic on one repository. */
export class Restic {
  readonly place: Place;
  readonly listener: Listener;
  #version: Promise<string> | undefined;

  constructor(place: Place, listener: Listener) {
    this.place = place;
    this.listener = listener;
  }

  /** Runs a command whose output is small. @throws Failure that says why it failed */
  async run(args: readonly string[], options: CallOptions): Promise<Ended & { readonly stdout: string }> {
    const call = await this.#call(options);
    return run("restic", [...this.#always(), ...args], call).catch((error: unknown) => {
      throw this.explained(options.act, error);
    });
  }

  /** Runs a command whose input or output is large. @throws as `run` does, and what the streams' functions do */
  async stream(args: readonly string[], { input, output, ...options }: CallOptions & Streams): Promise<Ended> {
    const call = await this.#call(options);
    const streams = { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) };
    return stream("restic", [...this.#always(), ...args], { ...call, ...streams }).catch((error: unknown) => {
      throw this.explained(options.act, error);
    });
  }

  /** The lines that a command prints. @throws as `run` does, after the last line */
  async *lines(args: readonly string[], options: CallOptions): AsyncGenerator<string, void, undefined> {
    try {
      yield* lines("restic", [...this.#always(), ...args], await this.#call(options));
    } catch (error) {
      throw this.explained(options.act, error);
    }
  }

  /** What is wrong where restic failed; anything else as it is. */
  explained(act: string, error: unknown): unknown {
    return error instanceof ProgramFailure && error.program === "restic" ? explain(this.asked(act), error) : error;
  }

  /** restic's own, such as `0.18.0`. @throws Failure where there is none, or it is too old */
  version(): Promise<string> {
    return (this.#version ??= newEnough(this.listener.signal));
  }

  asked(act: string): Asked {
    return { location: this.place.location, passwordFile: this.place.passwordFile, act };
  }

  async #call({ onLine, cwd, statuses = [0] }: CallOptions): Promise<ProgramOptions> {
    const { signal, progress } = this.listener;
    await this.version();
    return {
      signal,
      statuses,
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...(await this.#environment()), ...(cwd === undefined ? {} : { PWD: cwd }) },
      // On SIGTERM, 0.14 would leave its lock behind.
      endBy: "SIGINT",
      onLine: (line) => {
        if (line.includes("retrying after")) progress(`waiting for the repository: ${shortLine(line)}`);
        onLine?.(line);
      },
    };
  }

  async #environment(): Promise<Record<string, string | undefined>> {
    const { location, passwordFile, environment } = this.place;
    // What somebody exported for another repository would win, or contradict what is given here.
    const others = Object.keys(process.env).filter((name) => name.startsWith("RESTIC_"));
    return {
      ...Object.fromEntries(others.map((name) => [name, undefined])),
      RESTIC_REPOSITORY: location,
      RESTIC_PASSWORD_FILE: passwordFile,
      // Messages about its progress, in a second.
      RESTIC_PROGRESS_FPS: "2",
      ...(await environment?.()),
    };
  }

  #always(): string[] {
    const { cacheFolder, options = [] } = this.place;
    const cache = cacheFolder === undefined ? ["--no-cache"] : ["--cache-dir", cacheFolder];
    return [...cache, ...options.flatMap((option) => ["--option", option])];
  }
}

async function newEnough(signal: AbortSignal): Promise<string> {
  const { stdout } = await run("restic", ["version"], { signal });
  const [version = ""] = /(?<=^restic )\S+/.exec(stdout) ?? [];
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 0 || minor >= 14) return version;
  throw new Failure(`${shortLine(stdout.split(" compiled")[0] ?? "")} is too old. Install restic 0.14 or newer.`);
}
