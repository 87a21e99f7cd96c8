import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";

/** Passes everything through, and knows how much it was and its SHA-256. */
export class Meter extends Transform {
  readonly #hash = createHash("sha256");
  /** So far. */
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    done(null, chunk);
  }

  /** Hexadecimal, of all; to be asked once, in the end. */
  sha256(): string {
    return this.#hash.digest("hex");
  }
}
