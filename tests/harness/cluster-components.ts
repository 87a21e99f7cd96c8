import path from "node:path";

import type { ControlPlane } from "../toolchain/cluster";
import type { Credentials } from "./cluster-files";
import type { Processes } from "./cluster-processes";

/** Not written through to disk: what a scratch cluster forgets when the power fails is no loss. */
export function startEtcd(processes: Processes, program: string, folder: string, client: number, peer: number): void {
  const [clients, peers] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  processes.start("etcd", program, {
    name: "scratch",
    "data-dir": path.join(folder, "etcd"),
    "listen-client-urls": clients,
    "advertise-client-urls": clients,
    "listen-peer-urls": peers,
    "initial-advertise-peer-urls": peers,
    "initial-cluster": `scratch=${peers}`,
    "unsafe-no-fsync": "true",
  });
}

/** The server makes a certificate for itself, which is its own authority. */
export function startApiServer(
  processes: Processes,
  program: string,
  { tokenFile, keyFile }: Credentials,
  certificates: string,
  port: number,
  etcd: number,
): void {
  processes.start("kube-apiserver", program, {
    "etcd-servers": `http://127.0.0.1:${etcd}`,
    "cert-dir": certificates,
    "bind-address": "127.0.0.1",
    "secure-port": String(port),
    "endpoint-reconciler-type": "none", // it would publish the loopback address, which the API refuses
    "token-auth-file": tokenFile,
    "authorization-mode": "RBAC",
    "allow-privileged": "true", // as clusters do: what else is refused is a matter of each namespace
    "service-account-key-file": keyFile,
    "service-account-signing-key-file": keyFile,
    "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
    "service-cluster-ip-range": "10.0.0.0/24",
  });
}

/** None of them listens anywhere: port 0 is none at all. */
export function startControllers(
  processes: Processes,
  { controllerManager, scheduler, kwok, stages }: ControlPlane,
  kubeconfig: string,
  { keyFile }: Credentials,
  certificates: string,
): void {
  processes.start("kube-controller-manager", controllerManager, {
    kubeconfig,
    "secure-port": "0",
    "leader-elect": "false",
    "service-account-private-key-file": keyFile,
    "root-ca-file": path.join(certificates, "apiserver.crt"),
    "pvclaimbinder-sync-period": "1s", // a claim waits for it that came before its volume
  });
  processes.start("kube-scheduler", scheduler, { kubeconfig, "secure-port": "0", "leader-elect": "false" });
  const ingress = path.join(__dirname, "cluster-ingress-stage.yaml");
  const config = [...stages, ingress].flatMap((stage) => ["--config", stage]);
  processes.start("kwok", kwok, { kubeconfig, "manage-all-nodes": "true", "node-port": "0" }, config);
}
