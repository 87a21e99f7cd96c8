/**
 * Sizes and CPU shares, parsed once from the forms people write and printed back in one canonical form.
 */

declare const unit: unique symbol;

/** A whole number of bytes. */
export type Bytes = number & { readonly [unit]: "bytes" };

/** A share of a processor in thousandths of a core. */
export type Cpu = number & { readonly [unit]: "millicores" };

/** What a parser answers: the value, or why there is none (continues a sentence that begins with what was parsed). */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

const multiples: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  pb: 1e15,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
  pi: 2 ** 50,
};

const printedUnits = [
  ["PiB", 2 ** 50],
  ["TiB", 2 ** 40],
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
  ["PB", 1e15],
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
] as const;

const binaryUnits = [
  ["Pi", 2 ** 50],
  ["Ti", 2 ** 40],
  ["Gi", 2 ** 30],
  ["Mi", 2 ** 20],
  ["Ki", 2 ** 10],
] as const;

/** Every form of a size that {@link parseBytes} reads, for schemas; capital and small letters mean the same. */
export const bytesPattern = /^[0-9]+(\.[0-9]+)?\s*([kKmMgGtTpP]([iI][bB]?|[bB])|[bB])?$/;

/** Every form of a CPU share that {@link parseCpu} reads, for schemas. */
export const cpuPattern = /^([0-9]+m|[0-9]+(\.[0-9]{1,3})?)$/;

const sizeForms = "write a number of bytes or a size such as 50MiB, 20Gi or 100MB";
const cpuForms = "write cores such as 0.5 or 2, or thousandths of a core such as 500m";

/**
 * Reads a size: `50MiB` and `50Mi` are 50 × 1024² bytes, `100MB` is 100 × 1000² bytes, `52428800` is bytes.
 *
 * A lone `M` or `G` is refused: Docker Compose means 1024³ by `2G`, Kubernetes 1000³.
 */
export function parseBytes(text: string | number): Parsed<Bytes> {
  const written = String(text).trim();
  const lone = /^[0-9.]+\s*([kmgtp])$/i.exec(written);
  if (lone) {
    const letter = (lone[1] ?? "").toUpperCase();
    const decimal = letter === "K" ? "kB" : `${letter}B`;
    return {
      problem: `has the ambiguous unit ${lone[1] ?? ""}; write ${letter}iB (powers of 1024) or ${decimal} (powers of 1000)`,
    };
  }
  const match = /^([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)$/i.exec(written);
  if (!match) return { problem: `is not a size; ${sizeForms}` };
  const multiple = multiples[(match[2] ?? "").toLowerCase().replace(/^([kmgtp]i)b$/, "$1")];
  if (multiple === undefined) return { problem: `has the unknown unit ${match[2] ?? ""}; ${sizeForms}` };
  const bytes = Number(match[1]) * multiple;
  if (!Number.isInteger(bytes)) return { problem: "is not a whole number of bytes" };
  if (!Number.isSafeInteger(bytes)) return { problem: "is too large; the largest size is 8191PiB" };
  return { value: bytes as Bytes };
}

/** Prints a size with the unit that needs the fewest digits and loses nothing: `50MiB`, `100MB`, `52428801`. */
export function printBytes(bytes: Bytes): string {
  const exact = printedUnits
    .filter(([, multiple]) => bytes > 0 && bytes % multiple === 0)
    .map(([name, multiple]) => ({ name, count: String(bytes / multiple) }))
    .sort((a, b) => a.count.length - b.count.length);
  const [shortest] = exact;
  return shortest === undefined ? String(bytes) : shortest.count + shortest.name;
}

/**
 * Prints a size as a Kubernetes quantity with a unit of powers of 1024 where one loses nothing: `20Gi`, `1000000`.
 */
export function printBinary(bytes: Bytes): string {
  const [name, multiple] = binaryUnits.find(([, multiple]) => bytes > 0 && bytes % multiple === 0) ?? ["", 1];
  return `${bytes / multiple}${name}`;
}

/** Reads a CPU share: `0.5` and `500m` are half a core. */
export function parseCpu(text: string | number): Parsed<Cpu> {
  const written = String(text).trim();
  if (!cpuPattern.test(written)) {
    return /^[0-9]+\.[0-9]{4,}$/.test(written)
      ? { problem: "is finer than a thousandth of a core" }
      : { problem: `is not a CPU share; ${cpuForms}` };
  }
  const millicores = written.endsWith("m") ? Number(written.slice(0, -1)) : Math.round(Number(written) * 1000);
  if (!Number.isSafeInteger(millicores)) return { problem: "is too large" };
  return { value: millicores as Cpu };
}

/** Prints a CPU share: `2` for whole cores, `500m` otherwise, as Kubernetes does. */
export function printCpu(cpu: Cpu): string {
  return cpu % 1000 === 0 ? String(cpu / 1000) : `${cpu}m`;
}

/** The parsed value of a size that the program itself writes; throws on a mistake in it. */
export function bytes(text: string): Bytes {
  return valueOf(text, parseBytes(text));
}

/** The parsed value of a CPU share that the program itself writes; throws on a mistake in it. */
export function cpu(text: string): Cpu {
  return valueOf(text, parseCpu(text));
}

function valueOf<T>(text: string, parsed: Parsed<T>): T {
  if ("problem" in parsed) throw new RangeError(`${text} ${parsed.problem}`);
  return parsed.value;
}
