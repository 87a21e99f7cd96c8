/** A box of the picture. */
export interface Part {
  readonly title: string;
  readonly lines: readonly string[];
  /** Not made by the stack: it has to exist. */
  readonly given?: boolean;
}

/** What the picture shows, without any place. */
export interface Picture {
  /** For wide screens: columns from left to right, with their parts from top to bottom. */
  readonly columns: readonly (readonly Part[])[];
  /** For narrow screens: all parts from top to bottom. */
  readonly order: readonly Part[];
  /** From the one that asks to the one that answers: in neighbouring columns, or above each other in the same one. */
  readonly arrows: readonly (readonly [Part, Part])[];
  /** Drawn around parts that follow upon each other, in a column and in the order. */
  readonly frame?: { readonly title: string; readonly parts: readonly Part[] };
}

/** The parts that there are. */
export const defined = (...parts: readonly (Part | undefined)[]): Part[] => parts.filter((part) => part !== undefined);

/** The first of many lines, and how many more there are. */
export function few(lines: readonly string[], most = 8): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`];
}

/** A line in pieces that are short enough, if possible broken behind a mark at which names have a joint. */
export function wrapped(line: string, most: number): string[] {
  if (line.length <= most) return [line];
  const head = line.slice(0, most);
  const joint = Math.max(...[" ", "/", ".", ":", ",", "-", "@"].map((mark) => head.lastIndexOf(mark)));
  const end = joint > most / 3 ? joint + 1 : most;
  return [line.slice(0, end).trimEnd(), ...wrapped(line.slice(end).trimStart(), most)];
}
