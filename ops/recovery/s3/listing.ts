import { Failure } from "../../../cluster/failure";
import { compare } from "../merge";

/** One page of a listing; the next one begins after the mark. */
export interface Page<Entry, Mark> {
  readonly entries: readonly Entry[];
  readonly next: Mark | undefined;
}

/** All entries of a listing, page by page; the next page is asked for while one is worked on. */
export async function* pages<Entry, Mark>(
  ask: (mark: Mark | undefined) => Promise<Page<Entry, Mark>>,
): AsyncGenerator<Entry, void, undefined> {
  let coming = ask(undefined);
  for (;;) {
    const { entries, next } = await coming;
    if (next !== undefined) {
      coming = ask(next);
      coming.catch(Boolean); // told when its turn comes
    }
    yield* entries;
    if (next === undefined) return;
  }
}

const compared = compare("bytes");

/**
 * Passes a listing on as long as its keys come in the order of their bytes, as Amazon's S3 lists them. Out of another
 * order a merge would conclude that keys are missing.
 *
 * @throws Failure where one is out of order
 */
export async function* inOrderOfBytes<Entry extends { readonly key: string }>(
  bucket: string,
  listing: AsyncIterable<Entry>,
): AsyncGenerator<Entry, void, undefined> {
  let last: string | undefined;
  for await (const entry of listing) {
    if (last !== undefined && compared(last, entry.key) > 0) {
      throw new Failure(
        `The S3 server lists ${JSON.stringify(entry.key)} after ${JSON.stringify(last)} in the bucket ${bucket}. ` +
          `Amazon's lists by the bytes of keys, and only so can one tell what is missing. Use a server that does.`,
      );
    }
    last = entry.key;
    yield entry;
  }
}

/** What was asked for in this encoding, since XML cannot hold every key; some servers take no notice. */
export function decoded(text: string, encoding: string | undefined): string {
  return encoding === "url" ? decodeURIComponent(text.replaceAll("+", " ")) : text;
}
