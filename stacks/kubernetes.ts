import * as random from "@pulumi/random";
import type { Settings } from "../config";
import { DatabaseConnection } from "../components/storage-database/connection";
import { metadata } from "./metadata";

/** An environment on a Kubernetes cluster. */
export function run(settings: Settings): object {
  const connection = new DatabaseConnection("database-connection", settings.database);
  const { buckets } = metadata(settings, connection, new random.Provider("random"));
  return { buckets: buckets.ids };
}
