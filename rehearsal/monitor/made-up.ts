import { createHash } from "node:crypto";

/**
 * Names that nobody but the real provider could know: made up of the URN, so that they are the same in every run, and in
 * the form of the real ones.
 */
export const madeUp = {
  /** Lower-case hexadecimal digits, at most 64. */
  hex: (urn: string, length: number): string => createHash("sha256").update(urn).digest("hex").slice(0, length),
  /** In the form of a version 4 UUID. */
  uuid: (urn: string): string => madeUp.hex(urn, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5"),
  /** Letters and digits, as ids of CloudFront and IAM have them. */
  id: (urn: string, length: number): string =>
    BigInt(`0x${madeUp.hex(urn, 64)}`)
      .toString(36)
      .padStart(length, "0")
      .slice(-length),
} as const;
