import type { RecordedResource } from "../monitor/record";

export interface Node {
  readonly resource: RecordedResource;
  readonly children: readonly Node[];
}

/** The resources below their parents, in the order of registration. */
export function treeOf(resources: readonly RecordedResource[], parent: string | null = null): Node[] {
  return resources
    .filter((resource) => resource.parent === parent)
    .map((resource) => ({ resource, children: treeOf(resources, resource.urn) }));
}

/** A type as people say it: `storagedb Bucket`, `postgresql provider`. */
export function typeName(type: string): string {
  const [packageName = "", ...rest] = type.split(":");
  const name = rest.at(-1) ?? "";
  if (type.startsWith("pulumi:providers:")) return `${name} provider`;
  return packageName === "pulumi" || packageName === "alfred" ? name : `${packageName} ${name}`;
}

/** What is special about a resource's life, in Pulumi's own words. */
export function optionsOf({ protect, retainOnDelete, deletedWith }: RecordedResource): string[] {
  return [
    ...(protect ? ["protect"] : []),
    ...(retainOnDelete ? ["retainOnDelete"] : []),
    ...(deletedWith === null ? [] : [`deletedWith ${deletedWith.split("::").pop() ?? deletedWith}`]),
  ];
}
