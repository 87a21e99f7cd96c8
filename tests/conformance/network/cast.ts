import type { Host, Pod, Port } from "./evaluate";
import type { Cast, Target } from "./table";

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
      ...[storage, api, imgproxy, relay, job],
      ...[platform, other, controller, prometheus, falsePlatform, falseStorage, names, minio, postgres],
      hosts.public,
      hosts.private,
    ],
    targets: [
      ...[at(storage, 5000), at(storage, 5001), at(api, 3000), at(api, 3001), at(imgproxy, 8080), at(imgproxy, 8081)],
      ...[at(relay, 5432), at(job, 5000)],
      ...[
        at(platform, 5000),
        at(other, 3000),
        at(other, 5432),
        at(other, 8080),
        at(postgres, 5432),
        at(postgres, 6543),
        at(postgres, 22),
      ],
      ...[at(controller, 443), at(prometheus, 9090)],
      ...[at(names, 53, "UDP"), at(names, 53), at(names, 9153), at(falseNames, 53, "UDP"), at(besideNames, 53, "UDP")],
      ...[at(minio, 9000), at(minio, 9001), at(falseMinio, 9000), at(besideMinio, 9000)],
      ...[at(falseStorage, 5000), at(falsePlatform, 5000)],
      ...[at(hosts.s3, 443), at(hosts.s3, 80), at(hosts.s3v6, 443), at(hosts.public, 443), at(hosts.public, 5432)],
      ...[at(hosts.publicV6, 443), at(hosts.rds, 5432), at(hosts.rds, 443)],
      ...[at(hosts.private, 5432), at(hosts.private, 443), at(hosts.private172, 443), at(hosts.private192, 443)],
      ...[at(hosts.carrier, 443), at(hosts.privateV6, 443), at(hosts.linkV6, 443)],
      ...[at(hosts.metadata, 80), at(hosts.metadata, 443), at(hosts.metadataV6, 80)],
      ...[at(hosts.agent, 80), at(hosts.agent, 443), at(hosts.agentV6, 80)],
    ],
  };
}

const at = (endpoint: Target["endpoint"], port: number, protocol: Port["protocol"] = "TCP"): Target => ({
  endpoint,
  port,
  protocol,
});

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
