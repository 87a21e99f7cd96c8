import type {
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  CoreV1Event,
  KubeConfig,
  V1Deployment,
  V1Pod,
  V1ReplicaSet,
} from "@kubernetes/client-node";
import { apiFailure, noNamespace, type Purpose } from "./api-failure";
import { Failure, inTime } from "./failure";
import { openPodStream, type PodStream } from "./pod-stream";
import type { Request } from "./rights";

/** How long one request may take, in milliseconds. */
const patience = 30_000;

type Labels = Readonly<Record<string, string>>;
interface Apis {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
}

/** Which part of a log. */
export interface LogPart {
  /** @default the pod's only one */
  readonly container?: string;
  /** Of the last so many seconds. @default all of it */
  readonly sinceSeconds?: number;
  /** Whether each line begins with its time. @default false */
  readonly timestamps?: boolean;
}

/** A namespace of a cluster: what this project asks of it. What fails is a Failure. */
export class Cluster {
  readonly namespace: string;
  readonly #config: KubeConfig;
  readonly #purpose: Purpose;
  #apis: Promise<Apis> | undefined;

  constructor(config: KubeConfig, namespace: string, purpose: Purpose) {
    this.#config = config;
    this.namespace = namespace;
    this.#purpose = purpose;
  }

  createPod(body: V1Pod): Promise<V1Pod> {
    const { namespace } = this;
    return this.ask({ verb: "create", resource: "pods" }, ({ core }) => core.createNamespacedPod({ namespace, body }));
  }

  readPod(name: string): Promise<V1Pod> {
    const { namespace } = this;
    return this.ask({ verb: "get", resource: "pods" }, ({ core }) => core.readNamespacedPod({ namespace, name }));
  }

  listPods(labels: Labels): Promise<readonly V1Pod[]> {
    const asked = this.#labelled(labels);
    return this.#list({ verb: "list", resource: "pods" }, ({ core }) => core.listNamespacedPod(asked));
  }

  listReplicaSets(labels: Labels): Promise<readonly V1ReplicaSet[]> {
    const asked = this.#labelled(labels);
    return this.#list({ verb: "list", resource: "replicasets" }, ({ apps }) => apps.listNamespacedReplicaSet(asked));
  }

  listDeployments(labels: Labels): Promise<readonly V1Deployment[]> {
    const asked = this.#labelled(labels);
    return this.#list({ verb: "list", resource: "deployments" }, ({ apps }) => apps.listNamespacedDeployment(asked));
  }

  readDeployment(name: string): Promise<V1Deployment> {
    const { namespace } = this;
    return this.ask({ verb: "get", resource: "deployments" }, ({ apps }) =>
      apps.readNamespacedDeployment({ namespace, name }),
    );
  }

  async deletePod(name: string): Promise<void> {
    const { namespace } = this;
    await this.ask({ verb: "delete", resource: "pods" }, ({ core }) => core.deleteNamespacedPod({ namespace, name }));
  }

  /** What a container of the pod has written. */
  readLog(name: string, part: LogPart = {}): Promise<string> {
    const { namespace } = this;
    return this.ask({ verb: "get", resource: "pods/log" }, ({ core }) =>
      core.readNamespacedPodLog({ namespace, name, ...part }),
    );
  }

  /** The events of an object, the oldest first. */
  async listEvents(kind: "Pod" | "ReplicaSet" | "Job", name: string): Promise<readonly CoreV1Event[]> {
    const { namespace } = this;
    const fieldSelector = `involvedObject.kind=${kind},involvedObject.name=${name}`;
    const events = await this.#list({ verb: "list", resource: "events" }, ({ core }) =>
      core.listNamespacedEvent({ namespace, fieldSelector }),
    );
    return [...events].sort((one, other) => timeOf(one) - timeOf(other));
  }

  /** Fails where the namespace is missing; does not where it cannot be told. */
  async checkNamespace(): Promise<void> {
    try {
      await (await this.#clients()).core.readNamespace({ name: this.namespace });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 404) return;
      throw noNamespace({ namespace: this.namespace, purpose: this.#purpose });
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

  async #list<T>(request: Request, call: (apis: Apis) => Promise<{ readonly items: T[] }>): Promise<readonly T[]> {
    return (await this.ask(request, call)).items;
  }

  protected async ask<T>(request: Request, call: (apis: Apis) => Promise<T>): Promise<T> {
    try {
      return await inTime(call(await this.#clients()), patience);
    } catch (error) {
      throw apiFailure(error, this.#asked(request));
    }
  }

  #clients(): Promise<Apis> {
    // Loaded when it is needed: it has a class for each kind of Kubernetes, and takes a second.
    this.#apis ??= import("@kubernetes/client-node").then(({ AppsV1Api, BatchV1Api, CoreV1Api }) => ({
      core: this.#config.makeApiClient(CoreV1Api),
      apps: this.#config.makeApiClient(AppsV1Api),
      batch: this.#config.makeApiClient(BatchV1Api),
    }));
    return this.#apis;
  }

  #labelled(labels: Labels) {
    const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    return { namespace: this.namespace, labelSelector: pairs.join(",") };
  }

  #asked(request: Request) {
    const { server = "?" } = this.#config.getCurrentCluster() ?? {};
    const context = this.#config.getCurrentContext();
    return { ...request, server, context, namespace: this.namespace, purpose: this.#purpose };
  }
}

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
