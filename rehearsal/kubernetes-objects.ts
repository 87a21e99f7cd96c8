import type {
  V1ConfigMap,
  V1CronJob,
  V1Deployment,
  V1Ingress,
  V1Namespace,
  V1NetworkPolicy,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Service,
  V1ServiceAccount,
  V1StorageClass,
  V2HorizontalPodAutoscaler,
} from "@kubernetes/client-node";
import type { RecordedResource } from "./monitor/record";

/** As much as is read of an HTTPRoute, which is no type of Kubernetes itself. */
interface HttpRoute {
  readonly spec: {
    readonly hostnames: readonly string[];
    readonly parentRefs: readonly { readonly name: string; readonly namespace: string }[];
  };
}

interface Kinds {
  readonly ConfigMap: V1ConfigMap;
  readonly CronJob: V1CronJob;
  readonly Deployment: V1Deployment;
  readonly HorizontalPodAutoscaler: V2HorizontalPodAutoscaler;
  readonly HTTPRoute: HttpRoute;
  readonly Ingress: V1Ingress;
  readonly Namespace: V1Namespace;
  readonly NetworkPolicy: V1NetworkPolicy;
  readonly PersistentVolume: V1PersistentVolume;
  readonly PersistentVolumeClaim: V1PersistentVolumeClaim;
  readonly Service: V1Service;
  readonly ServiceAccount: V1ServiceAccount;
  readonly StorageClass: V1StorageClass;
}

/** The objects of a kind that the program registers, as they would be applied. */
export function objectsOf<Kind extends keyof Kinds>(
  resources: readonly Pick<RecordedResource, "type" | "inputs">[],
  kind: Kind,
): Kinds[Kind][] {
  return resources
    .filter(({ type, inputs }) => type.startsWith("kubernetes:") && inputs["kind"] === kind)
    .map(({ inputs }) => inputs as unknown as Kinds[Kind]);
}

/** The one of that name. */
export function objectOf<Kind extends Exclude<keyof Kinds, "HTTPRoute">>(
  resources: readonly Pick<RecordedResource, "type" | "inputs">[],
  kind: Kind,
  name: string,
): Kinds[Kind] | undefined {
  return objectsOf(resources, kind).find(({ metadata }) => metadata?.name === name);
}
