import { z } from "zod";
import { text } from "./fields";
import type { VolumePurpose } from "./settings";

/** The seed's names. */
export const standardVolumes: Readonly<Record<VolumePurpose, string>> = {
  redis: "redis-data",
  vector: "vector-db-data",
  llm: "llm-service-data",
  database: "db-postgres-data",
  storage: "db-storage-data",
  metrics: "monitoring-metrics-data",
  dashboard: "monitoring-dashboard-data",
};

export const volumePurposes = Object.keys(standardVolumes) as [VolumePurpose, ...VolumePurpose[]];

/** Those whose files are backed up: PostgreSQL's are dumped, and the objects' go with their rows. */
export const volumesByFiles = volumePurposes.filter((purpose) => purpose !== "database" && purpose !== "storage");

/** A name of a Docker volume. */
export const volumeName = () =>
  text(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/,
    "a name of a Docker volume; 1 to 128 letters, digits, '_', '.' and '-' are allowed, a letter or a digit first",
  );

const holds = (what: string, purpose: VolumePurpose) =>
  volumeName().default(standardVolumes[purpose]).describe(`Holds ${what}.`);

/** `alfred-storage:volumes` */
export const volumes = z.strictObject({
  redis: holds("Redis' data", "redis"),
  vector: holds("the vector database's data", "vector"),
  llm: holds("the LLM service's data", "llm"),
  database: holds("an own PostgreSQL server's data", "database"),
  storage: holds("the objects of the file backend", "storage"),
  metrics: holds("the monitoring's metrics", "metrics"),
  dashboard: holds("the monitoring's dashboards", "dashboard"),
});

/** `alfred-storage:moved` */
export const moved = z.array(z.enum([...volumePurposes, "objects"]));
