/** What keeps a file from becoming an object: three parts that make a sentence. */
export interface Problem {
  readonly file: string;
  readonly what: string;
  readonly remedy: string;
}

export const sentenceOf = ({ file, what, remedy }: Problem): string => `${shown(file)} ${what}; ${remedy}`;

/** A name as it may be printed: one with a control character is quoted, so that it cannot steer a terminal. */
export const shown = (name: string): string => (/[\p{C}]/u.test(name) ? JSON.stringify(name) : name);

/** So many names, in words: the first few, and how many more there are. */
export function someOf(names: readonly string[], most = 5): string {
  const first = names.slice(0, most).map(shown).join(", ");
  return names.length > most ? `${first} and ${names.length - most} more` : first;
}

/**
 * What keeps the service from taking an object's name, as the end of a sentence. Names are never changed to fit: two
 * files could become one object. Source: `isValidKey` of the storage service (1.74), which takes ASCII only; an empty
 * part, `.` and `..` are lost or mean another object on the way there, in the URL.
 */
export function nameProblem(name: string): Pick<Problem, "what" | "remedy"> | undefined {
  const odd = [...new Set(name.match(/[^\w/!\-.*'() &$@=;:+,?]/gu) ?? [])];
  if (odd.length > 0) {
    const list = odd.map((character) => JSON.stringify(character)).join(", ");
    return {
      what: `has a name with ${list}, which the storage service refuses`,
      remedy: "rename it: letters without accents, digits, spaces and _ ! - . * ' ( ) & $ @ = ; : + , ? are allowed",
    };
  }
  if (name.split("/").some((part) => part === "" || part === "." || part === "..")) {
    return { what: "is not below its folder", remedy: "name it by its path there, without . or .. or an empty part" };
  }
  return undefined;
}

/** The name as a part of a URL, which the client library (2.109) does not encode itself: `a?b` would be `a` there. */
export const inUrl = (name: string): string => name.split("/").map(encodeURIComponent).join("/");
