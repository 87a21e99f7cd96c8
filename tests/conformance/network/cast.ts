import type { Host, Pod } from "../../../rehearsal/network/evaluate";
import type { Cast, Target } from "../../../rehearsal/network/table";

/**
 * A fixed cast around the storage layer: its pods, those that it works with, and for each of these one that differs in
 * a single respect and so must not pass for it.
 *
 * @param namespace that of the stack
 */
export function cast(namespace = "alfred-platform"): Cast {
  const pod = (name: string, labels: Record<string, string>, home = namespace): Pod => ({
    name,
    namespace: home,
    labels,
  });
  const ours = { "app.kubernetes.io/part-of": "alfred-storage" };

  const storage = pod("storage", { app: "db-storage", ...ours });
  const api = pod("api", { app: "db-api", ...ours });
  const imgproxy = pod("imgproxy", { app: "imgproxy", ...ours });
  const relay = pod("relay", { app: "db-storage-relay", "app.kubernetes.io/component": "relay", ...ours });
  const backup = pod("backup", { app: "storage-backup", "app.kubernetes.io/component": "backup", ...ours });
  const job = pod("job", { app: "db-storage-job", ...ours }); // one that no policy names
  const platform = pod("platform", { app: "alfred-platform" });
  const other = pod("other", { app: "agent-core" });
  const postgres = pod("postgres", { app: "db-postgres" });

  const controller = pod("controller", { app: "ingress-nginx" }, "ingress-nginx");
  const prometheus = pod("prometheus", { app: "prometheus" }, "monitoring");
  const names = pod("names", { "k8s-app": "kube-dns" }, "kube-system");
  const minio = pod("minio", { app: "minio" }, "minio");

  // Right labels in the wrong namespace, and the other way round.
  const falsePlatform = pod("false-platform", { app: "alfred-platform" }, "elsewhere");
  const falseStorage = pod("false-storage", { app: "db-storage", ...ours }, "elsewhere");
  const falseNames = pod("false-names", { "k8s-app": "kube-dns" });
  const falseMinio = pod("false-minio", { app: "minio" });
  const besideNames = pod("beside-names", { "k8s-app": "metrics-server" }, "kube-system");
  const besideMinio = pod("beside-minio", { app: "console" }, "minio");

  return {
    sources: [
      ...[storage, api, imgproxy, relay, backup, job],
      ...[platform, other, controller, prometheus, falsePlatform, falseStorage, names, minio, postgres],
      hosts.public,
      hosts.private,
    ],
    targets: [
      ...listening(storage, 5000, 5001),
      ...listening(api, 3000, 3001),
      ...listening(imgproxy, 8080, 8081),
      ...listening(relay, 5432),
      ...listening(backup, 5432),
      ...listening(job, 5000),
      ...listening(platform, 5000),
      ...listening(other, 3000, 5432, 6543, 8080), // every port that ours talk to among themselves
      ...listening(postgres, 5432, 6543, 22),
      ...listening(controller, 443),
      ...listening(prometheus, 9090),
      { endpoint: names, port: 53, protocol: "UDP" },
      ...listening(names, 53, 9153),
      { endpoint: falseNames, port: 53, protocol: "UDP" },
      { endpoint: besideNames, port: 53, protocol: "UDP" },
      ...listening(minio, 9000, 9001),
      ...listening(falseMinio, 9000),
      ...listening(besideMinio, 9000),
      ...listening(falseStorage, 5000),
      ...listening(falsePlatform, 5000),
      ...listening(hosts.s3, 443, 80),
      ...listening(hosts.s3v6, 443),
      ...listening(hosts.public, 443, 5432),
      ...listening(hosts.publicV6, 443),
      ...listening(hosts.rds, 5432, 443),
      ...listening(hosts.private, 5432, 443),
      ...listening(hosts.private172, 443, 80),
      ...listening(hosts.private192, 443),
      ...listening(hosts.carrier, 443),
      ...listening(hosts.privateV6, 443),
      ...listening(hosts.linkV6, 443),
      ...listening(hosts.metadata, 80, 443),
      ...listening(hosts.metadataV6, 80),
      ...listening(hosts.agent, 80, 443),
      ...listening(hosts.agentV6, 80),
    ],
  };
}

const listening = (endpoint: Target["endpoint"], ...ports: number[]): Target[] =>
  ports.map((port) => ({ endpoint, port, protocol: "TCP" }));

const host = (name: string, address: string): Host => ({ name, addresses: [address] });

const hosts = {
  /** Stand for a bucket on AWS. */
  s3: host("s3", "52.92.130.5"),
  s3v6: host("s3-v6", "2600:1fa0:4000::5"),
  public: host("public", "203.0.113.7"),
  publicV6: host("public-v6", "2001:db8::7"),
  /** A database in a network of its own. */
  rds: host("rds", "10.20.1.5"),
  private: host("private", "10.99.0.7"),
  private172: host("private-172", "172.16.0.7"),
  private192: host("private-192", "192.168.0.7"),
  carrier: host("carrier", "100.64.0.7"),
  privateV6: host("private-v6", "fd12::7"),
  linkV6: host("link-v6", "fe80::7"),
  metadata: host("metadata", "169.254.169.254"),
  metadataV6: host("metadata-v6", "fd00:ec2::254"),
  /** Of EKS Pod Identity. */
  agent: host("agent", "169.254.170.23"),
  agentV6: host("agent-v6", "fd00:ec2::23"),
};
