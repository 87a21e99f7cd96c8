import type { RecordedResource } from "../rehearsal/monitor/record";
import type { Resource } from "./rule";

/** A resource that the rehearsal recorded, as a rule sees it. */
export function recorded({ urn, type, name, protect, dependsOn, parent, inputs }: RecordedResource): Resource {
  return { urn, type, name, protect, dependsOn, props: inputs, ...(parent === null ? {} : { parent }) };
}
