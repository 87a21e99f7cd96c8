import { inTime } from "./failure";
import { loadKubeConfig } from "./kubeconfig";

/** How long the cluster may be asked, in milliseconds: a preview waits for it. */
const patience = 10_000;

/**
 * Whether claims of a storage class may grow; undefined where the cluster does not say, such as to who may not read
 * storage classes.
 *
 * @param context the kubeconfig's; its current one by default
 */
export async function expands(context: string | undefined, storageClass: string): Promise<boolean | undefined> {
  try {
    const config = await loadKubeConfig(context);
    const { StorageV1Api } = await import("@kubernetes/client-node");
    const found = await inTime(config.makeApiClient(StorageV1Api).readStorageClass({ name: storageClass }), patience);
    return found.allowVolumeExpansion === true;
  } catch {
    return undefined; // the API server itself then refuses what cannot be
  }
}
