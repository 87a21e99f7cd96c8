import { writeFileSync } from "node:fs";
import type { Plan } from "../../ops/recovery/plan";
import type { Scratch } from "./restic-scratch";
import type { ScratchDatabase } from "./storage-database";

/** A plan for a repository, a folder of objects and a database, each of its own. */
export function planFor(place: Scratch, { connection }: ScratchDatabase, more: Partial<Plan> = {}): Plan {
  writeFileSync(place.at("database-password"), connection.password ?? "");
  return {
    stack: "dev",
    repository: place.location,
    repositoryPasswordFile: place.at("password"),
    database: {
      host: connection.host,
      port: connection.port,
      name: connection.database,
      username: connection.username,
      passwordFile: place.at("database-password"),
      tls: "disable",
    },
    objects: { kind: "file", folder: place.at("objects") },
    wholeDatabase: false,
    volumes: {},
    keep: { daily: 7, weekly: 4, monthly: 12 },
    scratch: place.folder,
    ...more,
  };
}
