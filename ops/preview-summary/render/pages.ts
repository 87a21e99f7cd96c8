/** Lines under a heading. */
export interface Block {
  readonly heading: string;
  readonly lines: readonly string[];
  /** What comes before the lines of what is folded, such as the head of a table. */
  readonly before?: readonly string[];
}

export interface Layout {
  /** What a page begins with. */
  readonly head: (part: number, parts: number) => readonly string[];
  /** Never cut: what does not fit goes onto another page. */
  readonly must: readonly Block[];
  /** Folded, on the last page, and cut where it does not fit: what comes last loses most. */
  readonly may: readonly Block[];
  /** Bytes of one page. */
  readonly limit: number;
}

/** Bytes of lines, each with its end. */
const size = (lines: readonly string[]): number => Buffer.byteLength(lines.join("\n")) + 1;

/** Room for the number of pages, which nobody knows before the last one is filled. */
const manyPages = 9999;

/** Pages of Markdown, none longer than the limit. */
export function pages({ head, must, may, limit }: Layout): string[] {
  const bodies: string[][] = [[]];
  const body = () => bodies.at(-1) ?? [];
  const room = () => limit - size(head(bodies.length, manyPages)) - size(body());
  const turn = () => {
    bodies.push([]);
  };
  for (const { heading, lines } of must) {
    const title = ["", `### ${heading}`, ""];
    let titled = false;
    for (const line of lines) {
      if (size([...(titled ? [] : title), line]) > room() && body().length > 0) {
        turn();
        titled = false;
      }
      body().push(...(titled ? [] : title), line);
      titled = true;
    }
  }
  const least = may.map((block) => size(folded(block, 0)));
  const leastFrom = (index: number) => least.slice(index).reduce((sum, one) => sum + one, 0);
  if (leastFrom(0) > room() && body().length > 0) turn();
  for (const [index, block] of may.entries()) body().push(...folded(block, room() - leastFrom(index + 1)));
  return bodies.map((lines, index) => [...head(index + 1, bodies.length), ...lines].join("\n"));
}

/** As many lines as there is room for, and how many were left out. */
function folded({ heading, lines, before = [] }: Block, room: number): string[] {
  const whole = around(lines.length);
  if (size(whole) <= room) return whole;
  let [kept, used] = [0, size(around(0))];
  for (const line of lines) {
    used += size([line]);
    if (used > room) break;
    kept += 1;
  }
  return around(kept);

  function around(kept: number): string[] {
    const left = lines.length - kept;
    const title = `<details><summary>${heading} (${lines.length})</summary>`;
    const note =
      left === 0 ? [] : ["", `${left} of ${lines.length} lines are left out: the comment would be too long.`];
    const shown = kept === 0 ? [] : [...before, ...lines.slice(0, kept)];
    return ["", title, "", ...shown, ...note, "", "</details>"];
  }
}
