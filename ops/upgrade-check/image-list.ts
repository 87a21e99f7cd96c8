import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Failure } from "../../cluster/failure";
import type { ImageMigration } from "./compare";

/** What runs in the image, as the argument of `node -e`. */
export const listScript = (): string => readFileSync(path.join(__dirname, "list-migrations.cjs"), "utf8");

const list = z.array(z.object({ id: z.number().int(), name: z.string(), notes: z.array(z.string()) })).min(1);

/** Reads what {@link listScript} has printed. */
export function readList(text: string, image: string): readonly ImageMigration[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // said below
  }
  const { data } = list.safeParse(value);
  if (data === undefined) throw notTheService(image, "it lists none");
  return data;
}

/** @param reason why there are no migrations to be had from it */
export function notTheService(image: string, reason: string): Failure {
  return new Failure(
    `The image ${image} brings no migrations of the storage service: ${reason}. Name one of the storage service's images.`,
  );
}
