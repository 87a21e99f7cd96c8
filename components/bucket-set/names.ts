import type { Issue } from "../issue";

/** The longest identifier of PostgreSQL, in bytes. It cuts longer ones off without an error. */
export const longestIdentifier = 63;

/** The outline of a bucket id, for schemas; {@link idProblem} knows the finer rules. */
export const idPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * What keeps `id` from being a bucket name that S3 accepts too, so that a bucket can move to any backend.
 * Source: the general purpose bucket naming rules of the Amazon S3 user guide.
 */
export function idProblem(id: string): string | undefined {
  if (id.length < 3 || id.length > 63) return `has ${id.length} characters; 3 to 63 are allowed`;
  if (!/^[a-z0-9.-]+$/.test(id)) return "may hold only lower-case letters, digits, dashes and dots";
  if (!/^[a-z0-9].*[a-z0-9]$/.test(id)) return "must begin and end with a letter or a digit";
  if (id.includes("..")) return "may not hold two dots in a row";
  if (/^[0-9]+(\.[0-9]+){3}$/.test(id)) return "may not look like an IP address";
  const prefix = ["xn--", "sthree-", "amzn-s3-demo-"].find((reserved) => id.startsWith(reserved));
  if (prefix !== undefined) return `may not begin with ${prefix}, which S3 reserves`;
  const suffix = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].find((reserved) => id.endsWith(reserved));
  if (suffix !== undefined) return `may not end with ${suffix}, which S3 reserves`;
  return undefined;
}

export function idIssues(id: string): Issue[] {
  const problem = idProblem(id);
  if (problem === undefined) return [];
  const remedy = "choose an id by the rules of S3 bucket names, such as user-uploads";
  return [{ severity: "error", path: ["id"], value: id, message: problem, remedy }];
}

/** The rules of a name that people read. */
export function nameIssues(name: string, key: string, longest = 100): Issue[] {
  const error = (message: string): Issue[] => [{ severity: "error", path: [key], value: name, message }];
  if (name.trim() === "") return error("is empty");
  if (/\p{Cc}|\p{Surrogate}/u.test(name)) return error("holds a control character such as a line break");
  const size = Buffer.byteLength(name);
  if (size > longest) return error(`has ${size} bytes; at most ${longest} are allowed`);
  return [];
}

/** A type and a subtype as RFC 6838 restricts them; the subtype may be the wildcard of the service. */
const mimeName = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
export const mimePattern = new RegExp(`^(${mimeName}/(${mimeName}|\\*)|\\*/\\*)$`);

export function mimeTypeIssues(types: readonly string[] | undefined): Issue[] {
  if (types === undefined) return [];
  const path = ["allowedMimeTypes"];
  if (types.length === 0) {
    const remedy = "name the types, or leave the key out to allow every type";
    return [{ severity: "error", path, value: types, message: "is an empty list, which allows nothing", remedy }];
  }
  return types.flatMap((type, position) =>
    mimeTypeIssue(type, position, types).map((issue) => ({ path: [...path, position], value: type, ...issue })),
  );
}

function mimeTypeIssue(type: string, position: number, all: readonly string[]): Omit<Issue, "path" | "value">[] {
  if (!mimePattern.test(type)) {
    const parameter = /^[^;]+\/[^;]+;/.test(type);
    return [
      {
        severity: "error",
        message: parameter
          ? "has a parameter; a type is written without one"
          : "is not a MIME type; type/subtype or type/* is allowed",
        remedy: parameter
          ? `write ${type.replace(/\/.*/, "/*")} to allow the type with and without parameters`
          : "write for example application/pdf or image/*",
      },
    ];
  }
  const first = all.indexOf(type);
  if (first < position) {
    return [
      { severity: "warning", message: `is the same as allowedMimeTypes[${first}]`, remedy: "remove one of them" },
    ];
  }
  if (type === "*/*") {
    return [{ severity: "warning", message: "allows every type", remedy: "leave allowedMimeTypes out, which says so" }];
  }
  if (/^text\/[^*]/.test(type) && !all.includes("text/*")) {
    return [
      {
        severity: "warning",
        message: `refuses ${type};charset=UTF-8, which browsers and HTTP clients send, with 415 InvalidMimeType`,
        remedy: "allow text/* instead, or keep it if every client sends the bare type",
      },
    ];
  }
  return [];
}
