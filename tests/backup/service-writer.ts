import { rmSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { blobPath } from "../../ops/recovery/types";
import { insertRows, type MadeObject, makeObjects } from "./service-files";

/** What one transaction did to the rows, by their versions. */
export interface Change {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** How many objects are written or removed at a time. */
const together = 10;

/**
 * Writes as the service does with its file backend: a blob before its row, an overwritten object's new version beside the
 * old, whose blob goes afterwards, and a deleted one's row before its blob.
 */
export class ServiceWriter {
  /** All that ever were, by version. */
  readonly known: Map<string, MadeObject>;
  /** In the order of their commits. */
  readonly changes: Change[] = [];
  readonly #client: pg.Client;
  readonly #folder: string;
  /** In the order in which they were made; a place keeps its bucket and name. */
  readonly #objects: (MadeObject | undefined)[];

  constructor(client: pg.Client, folder: string, objects: readonly MadeObject[]) {
    this.#client = client;
    this.#folder = folder;
    this.#objects = [...objects];
    this.known = new Map(objects.map((object) => [object.version, object]));
  }

  /** Uploads, overwrites and deletes in turn until `ended` says so. Overwrites begin with the first, deletions with the last. */
  async write(ended: () => boolean): Promise<void> {
    const last = this.#objects.length;
    for (let round = 0; !ended(); round++) {
      const from = (round * together) % (last / 2);
      await this.#put(last + round * together, round);
      await this.#put(from, round);
      await this.#remove(Math.max(last / 2, last - (round + 1) * together));
    }
  }

  async #put(begin: number, round: number): Promise<void> {
    const before = this.#objects.slice(begin, begin + together).filter((object) => object !== undefined);
    const seed = 1000 + 2 * round + (before.length === 0 ? 0 : 1);
    const objects = await makeObjects({ folder: this.#folder, count: together, seed, begin });
    await insertRows(this.#client, objects);
    this.#objects.splice(begin, together, ...objects);
    for (const object of objects) this.known.set(object.version, object);
    this.#changed(objects, before);
  }

  async #remove(begin: number): Promise<void> {
    const objects = this.#objects.slice(begin, begin + together).filter((object) => object !== undefined);
    this.#objects.fill(undefined, begin, begin + together);
    await this.#client.query("BEGIN; SET LOCAL storage.allow_delete_query = 'true'");
    const versions = objects.map(({ version }) => version);
    await this.#client.query("DELETE FROM storage.objects WHERE version = ANY ($1)", [versions]);
    await this.#client.query("COMMIT");
    this.#changed([], objects);
  }

  #changed(added: readonly MadeObject[], removed: readonly MadeObject[]): void {
    const versions = (objects: readonly MadeObject[]) => objects.map(({ version }) => version);
    this.changes.push({ added: versions(added), removed: versions(removed) });
    for (const object of removed) rmSync(path.join(this.#folder, blobPath(object)));
  }
}
