const longest = 400;

/** What is a password or a token wherever it stands: in a URL before the host, a signed token, a Bearer header. */
const secrets: readonly [RegExp, string][] = [
  [/(?<=:\/\/)[^\s/@]+:[^\s/@]*(?=@)/g, "[secret]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[secret]"],
  [/(?<=\bBearer )\S+/gi, "[secret]"],
];

/**
 * What somebody else wrote as one line that is not too long. What a container said in the end is in it, so what looks
 * like a secret goes.
 */
export function shortLine(text: string): string {
  const [indent = ""] = /^ */.exec(text) ?? [];
  const line = secrets.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text.trim());
  const joined = line.replace(/\s+/g, " ");
  return indent + (joined.length > longest ? `${joined.slice(0, longest - 1)}…` : joined);
}
