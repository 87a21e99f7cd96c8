import type { Settings } from "../config";
import { metadata } from "./metadata";

/** An environment on one machine's Docker Engine. */
export function run(settings: Settings): object {
  const { buckets } = metadata(settings);
  return { buckets: buckets.ids };
}
