import { readFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";

import { KubeConfig, type ApiConstructor, type ApiType } from "@kubernetes/client-node";

import { controlPlane, type ControlPlane } from "../toolchain/cluster";
import { startApiServer, startControllers, startEtcd } from "./cluster-components";
import { writeCredentials, writeKubeconfig } from "./cluster-files";
import { addNodes, applyManifest, eventually, readEvents, takesPods, type Manifest } from "./cluster-objects";
import { launched, type Processes } from "./cluster-processes";
import { freePort } from "./machine";

/**
 * A scratch Kubernetes cluster: the real API server, controllers and scheduler; simulated are the nodes, one in each of
 * three zones, and so the pods, which become ready without running anything, and the controller of Ingresses, which
 * gives each an address.
 */
export interface Cluster {
  /** The path of a kubeconfig, mode 0600, whose user may do everything. */
  readonly kubeconfig: string;
  /** The name of the kubeconfig's one context. */
  readonly context: string;
  /** How long it took until pods could be placed, in milliseconds. */
  readonly milliseconds: number;
  /** A client of one of the API's groups, such as `CoreV1Api`. */
  client<T extends ApiType>(api: ApiConstructor<T>): T;
  /**
   * Makes an object, or changes the fields that the manifest has, as another hand than the program's.
   * @throws the API server's refusal.
   */
  apply(manifest: Manifest): Promise<void>;
  /** What happened in a namespace, in lines such as `Pod/name: FailedScheduling: 0/3 nodes are available`. */
  events(namespace: string): Promise<readonly string[]>;
  /** Ends it and removes everything it kept. A second call does nothing. */
  stop(): Promise<void>;
}

const context = "scratch";

/**
 * Starts a cluster beside whatever else runs on this machine, on ports of the loopback address. It ends with this
 * process at the latest. Programs that were never built on this machine are built first.
 * @throws where it does not start, with the end of its logs.
 */
export async function startCluster(): Promise<Cluster> {
  const programs = await controlPlane();
  const started = performance.now();
  const { result, stop } = await launched("cluster", (folder, processes) => launch(programs, folder, processes));
  return facade(result, Math.round(performance.now() - started), stop);
}

/** Gives the path of the kubeconfig. */
async function launch(programs: ControlPlane, folder: string, processes: Processes): Promise<string> {
  const [port, client, peer] = [await freePort(), await freePort(), await freePort()];
  const credentials = writeCredentials(folder);
  const certificates = path.join(folder, "certificates");
  startEtcd(processes, programs.etcd, folder, client, peer);
  startApiServer(processes, programs.apiServer, credentials, certificates, port, client);
  const server = `https://127.0.0.1:${port}`;
  const authority = await eventually("the API server is ready", () => {
    processes.assertRunning();
    return authorityOf(path.join(certificates, "apiserver.crt"), server, credentials.token);
  });
  const kubeconfig = writeKubeconfig(folder, context, server, authority, credentials.token);
  startControllers(processes, programs, kubeconfig, credentials, certificates);
  const config = load(kubeconfig);
  await addNodes(config);
  await eventually("pods may be placed", async () => {
    processes.assertRunning();
    return (await takesPods(config)) ? true : undefined;
  });
  return kubeconfig;
}

/** The server's own authority once the server is ready. */
function authorityOf(certificate: string, server: string, token: string): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const none = () => {
      resolve(undefined);
    };
    try {
      const ca = readFileSync(certificate);
      const headers = { authorization: `Bearer ${token}` };
      const request = get(`${server}/readyz`, { ca, headers, agent: false, timeout: 2000 }, (response) => {
        response.resume();
        resolve(response.statusCode === 200 ? ca : undefined);
      });
      request.on("timeout", () => request.destroy());
      request.on("error", none);
    } catch {
      none(); // it has not yet made its certificate
    }
  });
}

function load(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return config;
}

function facade(kubeconfig: string, milliseconds: number, stop: () => Promise<void>): Cluster {
  const config = load(kubeconfig);
  return {
    kubeconfig,
    context,
    milliseconds,
    client: (api) => config.makeApiClient(api),
    apply: (manifest) => applyManifest(config, manifest),
    events: (namespace) => readEvents(config, namespace),
    stop,
  };
}
