/** What the SDK says of a property in words only: its types have `string` and `number` there. */

/** Where a list of all values that are allowed begins; it ends with the sentence. */
const listing = /\b(?:(?:valid|allowed) values?(?: are|:| is)|one of|either|by country:) (?=`|")/i;
const sentenceEnd = /\.(?:\s|$)/;

/** The values that a doc comment allows; undefined where it lists none. */
export function allowedValues(comment: string): string[] | undefined {
  const begin = listing.exec(comment);
  if (begin === null) return undefined;
  const [sentence = ""] = comment.slice(begin.index + begin[0].length).split(sentenceEnd);
  // "One of `a` or `b` must be set" lists properties.
  if (/\bmust be\b/.test(sentence)) return undefined;
  return [...sentence.matchAll(/`"?([^`"]+)"?`|"([^"]+)"/g)].map(([, code, text]) => code ?? text ?? "");
}

/** The least and the greatest number that a doc comment allows. */
export function allowedRange(comment: string): readonly [number, number] | undefined {
  const [, from, to] = /\bbetween `?(\d+)`? and `?(\d+)`?/.exec(comment) ?? [];
  return from === undefined ? undefined : [Number(from), Number(to)];
}

/** The properties beside which a doc comment does not allow this one. */
export function conflictsOf(comment: string): string[] {
  const sentences = comment.matchAll(/\b(?:conflicts with|specify this,) ([^.]*)/gi);
  return [...sentences].flatMap(([, list = ""]) => [...list.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name));
}
