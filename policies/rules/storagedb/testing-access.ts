import type { Breakable, Case, Find } from "../../testing";

export interface Given {
  readonly bucket?: string;
  readonly roles: readonly string[];
  readonly verbs: readonly string[];
  readonly conditions?: readonly unknown[];
}

/** Gives further access to a bucket, of private ones to agent-documents. */
export function give({ bucket = "agent-documents", roles, verbs, conditions = [] }: Given) {
  return (find: Find, resources: Breakable[]): void => {
    const like = find("AccessPolicy");
    const props = { bucket, name: "more", roles, verbs, conditions };
    resources.push({ ...like, name: "more", urn: `${like.urn}-more`, props });
  };
}

/** A case of further access, called `AccessPolicy "more"` in what the rule says; undefined where it says nothing. */
export const given = (name: string, access: Given, says?: string): Case => ({
  name,
  change: give(access),
  says: says === undefined ? [] : `AccessPolicy "more" ${says}`,
});
