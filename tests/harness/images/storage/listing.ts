import type { ObjectRow } from "./objects";

/** What `list` of the client library asks for. */
export interface ListRequest {
  readonly prefix: string;
  readonly search?: string;
  readonly limit?: number;
  readonly offset?: number;
  readonly sortBy?: { readonly column?: string; readonly order?: string };
}

/** What lies directly in a folder: its objects, and the folders in it, which have a name and nothing else. */
export function listed(rows: readonly ObjectRow[], folder: string, { limit, offset, sortBy }: ListRequest) {
  const entries = new Map<string, ReturnType<typeof entryOf>>();
  for (const row of rows) {
    const [name = "", ...deeper] = row.name.slice(folder.length).split("/");
    entries.set(name, entryOf(name, deeper.length > 0 ? undefined : row));
  }
  const column = sortBy?.column === "created_at" || sortBy?.column === "updated_at" ? sortBy.column : "name";
  const key = (entry: ReturnType<typeof entryOf>) => Number(entry[column]) || entry.name;
  const sorted = [...entries.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  if (sortBy?.order === "desc") sorted.reverse();
  return sorted.slice(offset ?? 0, (offset ?? 0) + (limit ?? 100));
}

function entryOf(name: string, row: ObjectRow | undefined) {
  return {
    name,
    id: row?.id ?? null,
    updated_at: row?.updated_at ?? null,
    created_at: row?.created_at ?? null,
    last_accessed_at: row?.last_accessed_at ?? null,
    metadata: row?.metadata ?? null,
  };
}
