import type { KubeConfig, V1PodSpec } from "@kubernetes/client-node";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { once } from "node:events";
import { TestPortForward } from "./testing-port-forward";

export const testToken = "token-of-the-kubeconfig-user";
export const namespace = "platform";

/** As it comes and goes in JSON. */
export interface TestPod {
  readonly metadata: {
    readonly name: string;
    readonly generateName?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: V1PodSpec;
  readonly status: { readonly phase: string; readonly [key: string]: unknown };
}

/** An answer other than the usual one: a Status object of the API server. */
export interface Refused {
  readonly code: number;
  readonly message: string;
}

/** As much of an API server as a tunnel needs, and pods that are only what a test says of them. */
export class TestCluster {
  readonly pods = new Map<string, TestPod>();
  readonly events: object[] = [];
  readonly portForward = new TestPortForward();
  /** The port of this machine that stands for a pod's, by `pod:port`. */
  readonly ports = new Map<string, number>();
  /** Each request by verb and resource, such as `create pods`, and what came of it. */
  refused: (request: string) => Refused | undefined = () => undefined;
  readonly requests: string[] = [];
  /** What becomes of a pod that was made or is deleted. */
  onCreated: (name: string, pod: TestPod) => void = () => undefined;
  onDeleted: (name: string) => void = () => undefined;
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
    const { method = "GET" } = request;
    const url = new URL(request.url ?? "/", this.url);
    const [, inNamespace = "", resource = "", name] =
      /^\/api\/v1\/namespaces\/([^/]+)(?:\/(pods|events))?(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    const verb =
      { POST: "create", DELETE: "delete" }[method] ?? (name === undefined && resource !== "" ? "list" : "get");
    const asked = `${verb} ${resource || "namespaces"}`;
    const refused = this.#refusal(request, asked);
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const send = (code: number, body: object) => {
      response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const refuse = ({ code, message }: Refused) => {
      send(code, { kind: "Status", apiVersion: "v1", status: "Failure", code, message });
    };
    const pod = name === undefined ? undefined : this.pods.get(name);
    if (refused !== undefined) refuse(refused);
    else if (verb === "create" && inNamespace !== namespace) refuse(missing("namespaces", inNamespace));
    else if (verb === "create") send(201, this.#create(JSON.parse(text) as TestPod));
    else if (asked === "list pods") send(200, { kind: "PodList", items: this.#matching(url, inNamespace) });
    else if (asked === "list events") send(200, { kind: "EventList", items: this.events });
    else if (resource === "" && inNamespace !== namespace) refuse(missing("namespaces", inNamespace));
    else if (name !== undefined && pod === undefined) refuse(missing("pods", name));
    else send(200, pod ?? {});
    if (verb === "delete" && name !== undefined && refused === undefined && this.pods.delete(name))
      this.onDeleted(name);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? "/", this.url);
    const [, pod = ""] = /\/pods\/([^/]+)\/portforward$/.exec(url.pathname) ?? [];
    const refused = this.#refusal(request, "get pods/portforward") ?? (this.pods.has(pod) ? undefined : { code: 404 });
    if (refused !== undefined) {
      socket.end(`HTTP/1.1 ${refused.code} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const port = Number(url.searchParams.get("ports"));
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

  #matching(url: URL, inNamespace: string): TestPod[] {
    const wanted = (url.searchParams.get("labelSelector") ?? "").split(",").map((pair) => pair.split("="));
    const matches = ({ metadata }: TestPod) => wanted.every(([key = "", value]) => metadata.labels?.[key] === value);
    return inNamespace === namespace ? [...this.pods.values()].filter(matches) : [];
  }
}

export const readyStatus: TestPod["status"] = {
  phase: "Running",
  conditions: [{ type: "Ready", status: "True" }],
};

const missing = (kind: string, name: string): Refused => ({ code: 404, message: `${kind} "${name}" not found` });
