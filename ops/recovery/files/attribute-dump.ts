/**
 * Extended attributes of files by their paths, in the form that the program for them writes and reads, which is that of
 * getfattr and setfattr, too.
 */
export type AttributeDump = ReadonlyMap<string, ReadonlyMap<string, string>>;

const fileMark = "# file: ";
const base64Mark = "0s";

/** Reads what `getfattr --dump --encoding=base64` wrote. Values are UTF-8, as the service writes them. */
export function parseDump(text: string): AttributeDump {
  const files = new Map<string, Map<string, string>>();
  let attributes = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (line.startsWith(fileMark)) {
      attributes = new Map();
      files.set(unquote(line.slice(fileMark.length)), attributes);
    } else if (line !== "") {
      const [name = "", value = ""] = line.split(/=(.*)/s);
      attributes.set(unquote(name), decode(value));
    }
  }
  return files;
}

const decode = (value: string) =>
  value.startsWith(base64Mark) ? Buffer.from(value.slice(base64Mark.length), "base64").toString() : "";

/** Writes what `setfattr --restore` reads. */
export function formatDump(dump: AttributeDump): string {
  return [...dump].map(([path, attributes]) => `${fileMark}${quote(path)}\n${formatAttributes(attributes)}\n`).join("");
}

function formatAttributes(attributes: ReadonlyMap<string, string>): string {
  return [...attributes].map(([name, value]) => `${quote(name)}=${encode(value)}\n`).join("");
}

/** setfattr fails with the empty value in base64, which getfattr writes. */
const encode = (value: string) => (value === "" ? '""' : base64Mark + Buffer.from(value).toString("base64"));

/** What the program said of a file on standard error. */
export interface Complaint {
  readonly path: string;
  /** The C library's words, such as `No such file or directory`. */
  readonly reason: string;
}

/** @returns undefined where the line is about no file */
export function parseComplaint(line: string): Complaint | undefined {
  const [, path, reason] = /^[gs]et: (.+): ([^:]+)$/s.exec(line) ?? [];
  return path === undefined || reason === undefined ? undefined : { path: unquote(path), reason };
}

const quote = (text: string) =>
  text.replaceAll(/[\\\n\r=]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`);

const unquote = (text: string) =>
  text.replaceAll(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
