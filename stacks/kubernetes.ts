import type { Settings } from "../config";
import { metadata } from "./metadata";

/** An environment on a Kubernetes cluster. */
export function run(settings: Settings): object {
  const { buckets } = metadata(settings);
  return { buckets: buckets.ids };
}
