import { PassThrough, Readable } from "node:stream";
import { Failure } from "../../cluster/failure";
import type { Repository } from "./restic";
import type { StoredPart } from "./types";

/** The parts of sets, marks among them, and the file that each is stored as. */
export const partFiles = {
  /** A set is under way. */
  begin: "begin.json",
  objects: "objects.ndjson.gz",
  roles: "roles.sql",
  prerequisites: "prerequisites.sql",
  metadata: "storage.dump",
  /** Blobs in S3: which version of which copy a set holds. */
  copies: "copies.ndjson.gz",
  /** The rest of the database. */
  dump: "database.dump",
  /** The commit mark. */
  manifest: "manifest.json",
  /** How a restore on trial went. */
  drill: "drill.json",
  /** A restore is under way. */
  restoring: "restoring.json",
  /** A clean-up is under way. */
  cleaning: "cleaning.json",
} as const;

export type Part = keyof typeof partFiles;

/**
 * What a part holds. It ends well only where it is what was stored, so what is made of it counts only at its end.
 *
 * @throws Failure in the stream, where the part cannot be read or is not what was stored
 */
export function readPart(repository: Repository, part: Part, stored: StoredPart): Readable {
  return Readable.from(pieces(repository, part, stored), { objectMode: false });
}

async function* pieces(
  repository: Repository,
  part: Part,
  stored: StoredPart,
): AsyncGenerator<Buffer, void, undefined> {
  const through = new PassThrough();
  const reading = repository.read(stored.snapshot, partFiles[part], through);
  reading.catch((error: unknown) => through.destroy(error as Error));
  yield* through as AsyncIterable<Buffer>;
  requireSame(part, stored, await reading);
}

function requireSame(part: Part, stored: StoredPart, found: Pick<StoredPart, "bytes" | "sha256">): void {
  if (found.sha256 === stored.sha256 && found.bytes === stored.bytes) return;
  throw new Failure(
    `Part ${part} is not what was stored: ${found.bytes} bytes of ${stored.bytes}, sha256 ${found.sha256} instead of ` +
      `${stored.sha256}. Use another recovery point.`,
  );
}
