import type { CoreV1Api, CoreV1Event, KubeConfig, V1Pod } from "@kubernetes/client-node";
import { apiFailure, noNamespace } from "./api-failure";
import { Failure, inTime } from "./failure";
import { openPodStream, type PodStream } from "./pod-stream";
import type { Request } from "./rights";

/** How long one request may take, in milliseconds. */
const patience = 30_000;

/** A namespace of a cluster: what the tunnel asks of it. What fails is a Failure. */
export class Cluster {
  readonly namespace: string;
  readonly #config: KubeConfig;
  #api: Promise<CoreV1Api> | undefined;

  constructor(config: KubeConfig, namespace: string) {
    this.#config = config;
    this.namespace = namespace;
  }

  createPod(body: V1Pod): Promise<V1Pod> {
    const { namespace } = this;
    return this.#ask({ verb: "create", resource: "pods" }, (api) => api.createNamespacedPod({ namespace, body }));
  }

  readPod(name: string): Promise<V1Pod> {
    const { namespace } = this;
    return this.#ask({ verb: "get", resource: "pods" }, (api) => api.readNamespacedPod({ namespace, name }));
  }

  async listPods(labels: Readonly<Record<string, string>>): Promise<readonly V1Pod[]> {
    const { namespace } = this;
    const labelSelector = selector(labels);
    const pods = await this.#ask({ verb: "list", resource: "pods" }, (api) =>
      api.listNamespacedPod({ namespace, labelSelector }),
    );
    return pods.items;
  }

  async deletePod(name: string): Promise<void> {
    const { namespace } = this;
    await this.#ask({ verb: "delete", resource: "pods" }, (api) => api.deleteNamespacedPod({ namespace, name }));
  }

  /** The events of a pod, the oldest first. */
  async listEvents(pod: string): Promise<readonly CoreV1Event[]> {
    const { namespace } = this;
    const fieldSelector = `involvedObject.kind=Pod,involvedObject.name=${pod}`;
    const events = await this.#ask({ verb: "list", resource: "events" }, (api) =>
      api.listNamespacedEvent({ namespace, fieldSelector }),
    );
    return events.items.sort((one, other) => timeOf(one) - timeOf(other));
  }

  /** Fails where the namespace is missing; does not where it cannot be told. */
  async checkNamespace(): Promise<void> {
    const { namespace } = this;
    try {
      await (await this.#client()).readNamespace({ name: namespace });
    } catch (error) {
      if ((error as { code?: unknown }).code === 404) throw noNamespace(namespace);
    }
  }

  /** Opens a connection to a port of a pod, through the API server. */
  async forward(pod: string, port: number): Promise<PodStream> {
    try {
      return await openPodStream(this.#config, this.namespace, pod, port, patience);
    } catch (error) {
      throw apiFailure(error, this.#asked({ verb: "get", resource: "pods/portforward" }));
    }
  }

  async #ask<T>(request: Request, call: (api: CoreV1Api) => Promise<T>): Promise<T> {
    try {
      return await inTime(call(await this.#client()), patience);
    } catch (error) {
      throw apiFailure(error, this.#asked(request));
    }
  }

  #client(): Promise<CoreV1Api> {
    // Loaded when it is needed: it has a class for each kind of Kubernetes, and takes a second.
    this.#api ??= import("@kubernetes/client-node").then(({ CoreV1Api }) => this.#config.makeApiClient(CoreV1Api));
    return this.#api;
  }

  #asked(request: Request) {
    const { server = "?" } = this.#config.getCurrentCluster() ?? {};
    return { ...request, server, context: this.#config.getCurrentContext(), namespace: this.namespace };
  }
}

const selector = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

const timeOf = ({ lastTimestamp, eventTime, metadata }: CoreV1Event): number =>
  new Date(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? 0).getTime();

export const isMissing = (error: unknown): boolean => error instanceof Failure && error.missing;

/** Of a pod that somebody else may have deleted already. */
export async function deleteIfThere(cluster: Cluster, pod: string): Promise<void> {
  try {
    await cluster.deletePod(pod);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
