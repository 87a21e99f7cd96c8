import type { Access } from "../../storagedb/access/statements";

/** The policies of each bucket: one for its users, one for anybody. */
export const policies: readonly Omit<Access, "bucket">[] = [
  { name: "own", roles: ["authenticated"], verbs: ["list", "download"], conditions: ["owner"] },
  { name: "shared", roles: ["authenticated"], verbs: ["list", "download"], conditions: [{ folder: "shared" }] },
];

export const bucketId = (n: number): string => `bucket-${String(n).padStart(4, "0")}`;

/** A program of so many buckets and nothing else. It is copied over the project's own entry. */
export function program(count: number, connection: object): string {
  return `
import * as storagedb from "./storagedb/sdk";
import { bucketId, policies } from "./tests/bench/many-buckets-program";

export async function main() {
  const provider = new storagedb.Provider("database", {
    ...${JSON.stringify(connection)} as storagedb.ProviderArgs,
    password: process.env["BENCH_PASSWORD"],
  });
  for (let n = 0; n < ${count}; n++) {
    const id = bucketId(n);
    const bucket = new storagedb.Bucket(
      id,
      { bucketId: id, name: id, public: false, fileSizeLimit: 10 * 2 ** 20, allowedMimeTypes: ["image/png", "image/jpeg"] },
      { provider },
    );
    for (const policy of policies) {
      new storagedb.AccessPolicy(id + "/" + policy.name, { bucket: bucket.bucketId, ...policy }, { provider, deletedWith: bucket });
    }
  }
}
`;
}

/** The plugin's main module with the same types, schema and protocol, and functions that return at once. */
export const idlePlugin = `
import { storagedb } from "./package";
import { serve } from "./server";

const idle = {
  create: (_: unknown, inputs: object) => Promise.resolve(inputs),
  update: (_: unknown, inputs: object) => Promise.resolve(inputs),
  read: (_: unknown, known: object) => Promise.resolve(known),
  delete: () => Promise.resolve(),
  drift: undefined,
  warnings: undefined,
};
const database = { transaction: (work: (session: never) => unknown) => work(undefined as never), close: () => undefined };
void serve(
  {
    ...storagedb,
    resources: storagedb.resources.map((type) => ({ ...type, ...idle })),
    connect: () => database,
  } as never,
  process.argv.slice(2).pop(),
);
`;
