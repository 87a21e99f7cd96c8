/** A container image by name and tag, `name:tag`, with or without the digest: `name:tag@sha256:…`. */

import type { Parsed } from "./units";

declare const image: unique symbol;
export type ImageReference = string & { readonly [image]: "image" };

/** Every image reference that {@link parseImage} reads, for schemas (`latest` is refused beyond it). */
export const imagePattern =
  /^[a-z0-9]+([._-][a-z0-9]+)*(:[0-9]+)?(\/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}(@sha256:[0-9a-f]{64})?$/;

const allowed = "write name:tag or name:tag@sha256:<64 hexadecimal digits>";

/**
 * Reads an image reference. The tag is required, and `latest` is refused: both would name another image tomorrow, and
 * a replaced container would then migrate the database to a version that nobody chose.
 */
export function parseImage(text: string): Parsed<ImageReference> {
  const [name = "", digest] = text.split("@");
  const tag = /:([^/:]*)$/.exec(name)?.[1];
  if (tag === undefined) return { problem: `has no tag; ${allowed}` };
  if (tag === "latest") return { problem: "has the tag latest, which names another image tomorrow; name a version" };
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    return { problem: `has a digest that is not sha256: and 64 hexadecimal digits; ${allowed}` };
  }
  if (!imagePattern.test(text)) return { problem: `is not an image reference; ${allowed}` };
  return { value: text as ImageReference };
}
