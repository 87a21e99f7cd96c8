import type { Settings } from "../config";
import { BucketSet } from "../components/bucket-set";
import { StorageDatabase } from "../components/storage-database";

/** What both platforms have alike: the service's database, and the buckets in it. */
export function metadata(settings: Settings): { database: StorageDatabase; buckets: BucketSet } {
  const database = new StorageDatabase("database", settings.database);
  const buckets = new BucketSet(
    "buckets",
    { buckets: settings.buckets, uploadLimit: settings.service.uploadLimit, database: database.provider },
    { dependsOn: database },
  );
  return { database, buckets };
}
