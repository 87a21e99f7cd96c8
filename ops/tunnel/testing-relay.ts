import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { relayPorts } from "./relay-pod";
import { readyStatus, type TestCluster, type TestPod } from "../../cluster/testing-cluster";

/** Runs the script of each relay pod as a process of this machine, with its own environment, as a kubelet would. */
export function runRelays(cluster: TestCluster): { readonly processes: Map<string, ChildProcess>; stop(): void } {
  const processes = new Map<string, ChildProcess>();
  const run = async (name: string, pod: TestPod) => {
    const { command = [], env = [] } = pod.spec?.containers[0] ?? {};
    const [data, control] = [await freePort(), await freePort()];
    const given = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    const child = spawn(process.execPath, command.slice(1), {
      env: { ...given, RELAY_PORT: String(data), RELAY_CONTROL_PORT: String(control) },
      stdio: ["ignore", "ignore", "inherit"],
    });
    processes.set(name, child);
    cluster.ports.set(`${name}:${relayPorts.data}`, data);
    cluster.ports.set(`${name}:${relayPorts.control}`, control);
    // A container counts as ready when it runs, which is before its program listens.
    cluster.pods.set(name, { ...pod, status: readyStatus });
    child.once("exit", (status) => {
      const phase = status === 0 ? "Succeeded" : "Failed";
      if (cluster.pods.has(name)) cluster.pods.set(name, { ...pod, status: { phase } });
    });
  };
  cluster.onCreated = (name, pod) => void run(name, pod);
  cluster.onDeleted = (name) => processes.get(name)?.kill();
  const stop = () => {
    for (const child of processes.values()) child.kill("SIGKILL");
    processes.clear();
  };
  return { processes, stop };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
