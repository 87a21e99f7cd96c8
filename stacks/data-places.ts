import type { Settings } from "../config";
import { fileBackendBucket } from "../components/storage-service/environment";

/** Where a stack file says that the data is; see `storagedb:DataLocation`. */
export function dataPlaces({ platform, namePrefix, volumes, service, moved }: Settings) {
  const { backend } = service;
  const inFolder = backend.kind === "file" && backend.hostFolder !== undefined ? { storage: backend.hostFolder } : {};
  // A claim has no other name: it is protected, so another one leaves it where it is.
  const named = platform === "docker" ? Object.entries(volumes) : [];
  const names = named.map(([purpose, name]) => [purpose, namePrefix + name] as const);
  return {
    volumes: { ...Object.fromEntries(names), ...inFolder },
    objects: {
      backend: backend.kind,
      ...(backend.kind === "file"
        ? { folder: fileBackendBucket } // in the volume, wherever that is mounted
        : { bucket: backend.bucket, ...(backend.endpoint === undefined ? {} : { endpoint: backend.endpoint }) }),
      ...(service.multiTenant === undefined ? { tenant: service.tenantId } : { tenants: "several" }),
    },
    moved,
  };
}
