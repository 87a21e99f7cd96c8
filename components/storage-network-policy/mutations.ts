/** For the specs: manifests of which one part is taken away, and what that is. */
export interface Mutation {
  readonly removed: string;
  readonly manifests: unknown[];
}

type Path = readonly (string | number)[];

/** Lists whose members say something of their own. */
const lists = ["ingress", "egress", "from", "to", "ports", "except"];

/**
 * Every policy, rule, peer, port and exception taken away by itself, and of selectors that stand together each one. A
 * rule without peers or ports is one for everybody or every port, so most of these open something.
 */
export function mutations(manifests: readonly unknown[]): Mutation[] {
  return parts(manifests, []).map((path) => {
    const copy = structuredClone([...manifests]);
    remove(copy, path);
    const [index, ...inside] = path;
    return { removed: `${nameOf(manifests[Number(index)])} ${inside.join(".")}`.trimEnd(), manifests: copy };
  });
}

const nameOf = (manifest: unknown): string => (manifest as { metadata: { name: string } }).metadata.name;

function parts(value: unknown, path: Path): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, member]) => parts(member, [...path, key]));
  const last = path.at(-1);
  if (path.length === 0 || lists.includes(String(last))) {
    return [...Object.keys(value).map((key) => [...path, key]), ...inner];
  }
  const selectors = Object.keys(value).filter((key) => key === "podSelector" || key === "namespaceSelector");
  return selectors.length === 2 ? [...selectors.map((key) => [...path, key]), ...inner] : inner;
}

function remove(tree: object, path: Path): void {
  const [key = "", ...rest] = path;
  const node = tree as Record<string | number, unknown>;
  if (rest.length > 0) remove(node[key] as object, rest);
  else if (Array.isArray(tree)) tree.splice(Number(key), 1);
  else Reflect.deleteProperty(node, key);
}
