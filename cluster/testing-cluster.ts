import type { KubeConfig, V1PodSpec } from "@kubernetes/client-node";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { once } from "node:events";
import { TestPortForward } from "./testing-port-forward";
import { readRequest, type TestRequest } from "./testing-request";

export const testToken = "token-of-the-kubeconfig-user";
export const namespace = "platform";

/** As it comes and goes in JSON. */
export interface TestPod {
  readonly metadata: {
    readonly name: string;
    readonly generateName?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: V1PodSpec;
  readonly status: { readonly phase: string; readonly [key: string]: unknown };
}

/** Something that is no pod. */
export interface TestObject {
  readonly metadata: { readonly name: string; readonly [key: string]: unknown };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** An answer other than the usual one: a Status object of the API server. */
export interface Refused {
  readonly code: number;
  readonly message: string;
}

/** As much of an API server as this project asks, and pods that are only what a test says of them. */
export class TestCluster {
  readonly pods = new Map<string, TestPod>();
  /** What pods have written, by their names. */
  readonly logs = new Map<string, string>();
  readonly events: object[] = [];
  /** What there is of other kinds, by resource. */
  readonly objects: Partial<Record<string, readonly object[]>> = {};
  readonly portForward = new TestPortForward();
  /** The port of this machine that stands for a pod's, by `pod:port`. */
  readonly ports = new Map<string, number>();
  /** Each request by verb and resource, such as `create pods`, and what came of it. */
  refused: (request: string) => Refused | undefined = () => undefined;
  readonly requests: string[] = [];
  /** What becomes of a pod that was made or is deleted. */
  onCreated: (name: string, pod: TestPod) => void = () => undefined;
  onDeleted: (name: string) => void = () => undefined;
  /** What becomes of something else that was made, such as a Job. */
  onMade: (resource: string, object: TestObject) => void = () => undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
  }

  static async start(): Promise<TestCluster> {
    const cluster = new TestCluster();
    cluster.#server.listen(0, "127.0.0.1");
    await once(cluster.#server, "listening");
    return cluster;
  }

  stop(): void {
    this.portForward.drop();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** JSON, which is YAML, too. */
  get kubeconfig(): string {
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "test", cluster: { server: this.url, "insecure-skip-tls-verify": true } }],
      users: [{ name: "somebody", user: { token: testToken } }],
      contexts: ["test", "other"].map((name) => ({ name, context: { cluster: "test", user: "somebody" } })),
      "current-context": "test",
    });
  }

  async config(): Promise<KubeConfig> {
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromString(this.kubeconfig);
    return config;
  }

  /** A pod that is ready, with one of its ports on this machine. */
  ready(name: string, labels: Record<string, string>, port: number, local: number): void {
    this.pods.set(name, { metadata: { name, labels }, status: readyStatus });
    this.ports.set(`${name}:${port}`, local);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = readRequest(request);
    const refused = this.#refusal(request, read.asked);
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const answer = refused ?? this.#outcome(read, text);
    const deleted = read.verb === "delete" && refused === undefined && this.pods.delete(read.name ?? "");
    if (typeof answer === "string") response.writeHead(200, { "content-type": "text/plain" }).end(answer);
    else {
      const body = "code" in answer ? { kind: "Status", apiVersion: "v1", status: "Failure", ...answer } : answer;
      const status = "code" in answer ? (answer as Refused).code : read.verb === "create" ? 201 : 200;
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    }
    if (deleted) this.onDeleted(read.name ?? "");
  }

  #outcome({ asked, verb, resource, name = "", namespace: inside, selected }: TestRequest, text: string) {
    const list = (objects: readonly object[]) => ({ items: inside === namespace ? objects.filter(selected) : [] });
    const pod = this.pods.get(name);
    if (asked === "list pods") return list([...this.pods.values()]);
    if (asked === "list events") return list(this.events);
    if (verb === "list") return list(this.objects[resource] ?? []);
    if (inside !== namespace && (verb === "create" || resource === "")) return missing("namespaces", inside);
    if (resource !== "" && !resource.startsWith("pods")) return this.#other(verb, resource, name, text);
    if (verb === "create") return this.#create(JSON.parse(text) as TestPod);
    if (resource !== "" && pod === undefined) return missing("pods", name);
    return resource === "pods/log" ? (this.logs.get(name) ?? "") : (pod ?? {});
  }

  /** Of a kind whose objects are only kept. */
  #other(verb: string, resource: string, name: string, text: string): object {
    const all = (this.objects[resource] ?? []) as readonly TestObject[];
    if (verb === "create") {
      const object = JSON.parse(text) as TestObject;
      const made = { ...object, metadata: { ...object.metadata, uid: `uid-of-${object.metadata.name}` } };
      this.objects[resource] = [...all, made];
      this.onMade(resource, made);
      return made;
    }
    const found = all.find(({ metadata }) => metadata.name === name);
    if (found === undefined) return missing(resource, name);
    const others = all.filter((object) => object !== found);
    if (verb === "get") return found;
    if (verb === "delete") {
      this.objects[resource] = others;
      return {};
    }
    const changed = { ...found, spec: { ...found.spec, ...(JSON.parse(text) as TestObject).spec } };
    this.objects[resource] = [...others, changed];
    return changed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { asked, name: pod = "" } = readRequest(request);
    const refused = this.#refusal(request, asked) ?? (this.pods.has(pod) ? undefined : { code: 404 });
    if (refused !== undefined) {
      socket.end(`HTTP/1.1 ${refused.code} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const port = Number(new URL(request.url ?? "/", this.url).searchParams.get("ports"));
    this.portForward.accept(request, socket, head, port, this.ports.get(`${pod}:${port}`));
  }

  #refusal({ headers }: IncomingMessage, asked: string): Refused | undefined {
    this.requests.push(asked);
    return headers.authorization === `Bearer ${testToken}`
      ? this.refused(asked)
      : { code: 401, message: "Unauthorized" };
  }

  #create(pod: TestPod): TestPod {
    const name = `${pod.metadata.generateName ?? ""}${(this.requests.length + 10_000).toString(36)}`;
    const made: TestPod = { ...pod, metadata: { ...pod.metadata, name }, status: { phase: "Pending" } };
    this.pods.set(name, made);
    this.onCreated(name, made);
    return made;
  }
}

export const readyStatus: TestPod["status"] = {
  phase: "Running",
  conditions: [{ type: "Ready", status: "True" }],
};

const missing = (kind: string, name: string): Refused => ({ code: 404, message: `${kind} "${name}" not found` });
