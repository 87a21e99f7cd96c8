import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type PartName, type Place, Repository } from "../../ops/recovery/restic";

/** A place for a repository in a folder of its own, which holds whatever a spec needs beside it, too. */
export interface Scratch {
  readonly folder: string;
  /** Of the repository. */
  readonly location: string;
  /** What was told of its progress so far. */
  readonly told: string[];
  /** Ends what runs. */
  readonly ending: AbortController;
  /** The repository `stack`, opened otherwise where that is given. */
  repository(place?: Partial<Place>): Repository;
  /** A path in the folder. */
  at(...names: string[]): string;
  remove(): void;
}

export const password = "correct horse battery staple";

export function scratch(): Scratch {
  const folder = mkdtempSync(path.join(tmpdir(), "restic-"));
  const at = (...names: string[]) => path.join(folder, ...names);
  writeFileSync(at("password"), password);
  const told: string[] = [];
  const ending = new AbortController();
  const listener = { progress: (text: string) => told.push(text), signal: ending.signal };
  const place = { location: at("repository"), passwordFile: at("password") };
  return {
    folder,
    location: place.location,
    told,
    ending,
    repository: (other) => new Repository({ ...place, ...other }, "stack", listener),
    at,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A part of the set of that second in January. */
export const partOf = (part: string, second = 0): PartName => ({
  scope: "storage",
  set: `20260101T0000${String(second).padStart(2, "0")}Z`,
  part,
});

/** Writes a content in pieces. */
export const writing = (content: Buffer | string) => (out: Writable) =>
  pipeline(Readable.from(pieces(Buffer.from(content))), out);

function* pieces(content: Buffer) {
  for (let at = 0; at < content.length; at += 50_000) yield content.subarray(at, at + 50_000);
}

/** A stream that keeps what it gets, and whether it saw the end. */
export class Kept extends Writable {
  readonly #pieces: Buffer[] = [];
  ended = false;

  override _write(piece: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#pieces.push(piece);
    done();
  }

  override _final(done: () => void): void {
    this.ended = true;
    done();
  }

  get content(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
