import { type Issue, under } from "../../components/issue";
import { checkKeys } from "../../components/service-keys/args";
import { keyText } from "../key-text";
import type { Usable } from "../parse";
import { error } from "./issues";

/** What stands twice in a list, and generations of keys that do not fit together. */
export function listIssues({ registries, moved, keys }: Usable): Issue[] {
  const addresses = (registries ?? []).map(({ address }) => address);
  return [
    ...repeated(addresses, (position) => ["registries", position, "address"]),
    ...repeated(moved ?? [], (position) => ["moved", position]),
    ...(keys === undefined ? [] : checkKeys(keys)).map((issue) => under(["keys"], issue)),
  ];
}

function repeated(values: readonly string[], path: (position: number) => Issue["path"]): Issue[] {
  return values.flatMap((value, position) => {
    const first = values.indexOf(value);
    if (first === position) return [];
    return [error(path(position), `is the same as ${keyText(path(first), "")}`, "remove one of them")];
  });
}
