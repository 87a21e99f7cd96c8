import type { NetworkArgs } from "./args";

const database = { pods: { app: "db-postgres" }, port: 5432 };

/** For the specs: kinds of stacks, which differ in whom their pods need. */
export const variants = {
  /** S3 on AWS, of which nobody gave the ranges; the database in a network of its own, behind a pool. */
  aws: {
    servicePort: 5000,
    databases: [
      { cidrs: ["10.20.0.0/16"], port: 5432 },
      { pods: { app: "db-postgres" }, port: 6543 },
    ],
    objectStore: { port: 443 },
    workloads: { imageProxy: true, api: true },
    backups: { port: 443 },
    controllerNamespace: "ingress-nginx",
    monitoring: "monitoring",
    workloadIdentity: "pod-identity",
  },
  /** S3 on AWS with its ranges, and nothing beside the service. */
  awsRanges: {
    servicePort: 5000,
    databases: [database],
    objectStore: { cidrs: ["52.92.128.0/17", "2600:1fa0:4000::/40"], port: 443 },
    workloads: { imageProxy: false, api: false },
  },
  /** S3 on AWS with its ranges, and interface endpoints for STS and KMS. */
  awsEndpoints: {
    servicePort: 5000,
    databases: [database],
    objectStore: { cidrs: ["52.92.128.0/17"], port: 443 },
    awsEndpoints: [
      { cidrs: ["10.99.0.0/24"], port: 443 },
      { cidrs: ["10.20.1.0/24", "fd12::/64"], port: 443 },
    ],
    backups: { cidrs: ["172.16.0.0/24"], port: 443 }, // an interface endpoint of another region
    workloads: { imageProxy: true, api: false },
  },
  minio: {
    servicePort: 5000,
    databases: [database],
    objectStore: { namespace: "minio", pods: { app: "minio" }, port: 9000 },
    backups: { namespace: "minio", pods: { app: "minio" }, port: 9000 },
    workloads: { imageProxy: true, api: true },
  },
  /** Objects in a claim, recovery points in S3. */
  file: {
    servicePort: 5000,
    databases: [database],
    backups: { cidrs: ["52.92.128.0/17"], port: 443 },
    workloads: { imageProxy: false, api: true },
  },
  ingress: {
    servicePort: 5000,
    databases: [database],
    workloads: { imageProxy: false, api: false },
    controllerNamespace: "ingress-nginx",
  },
  imageProxy: {
    servicePort: 5000,
    databases: [database],
    objectStore: { port: 443 },
    workloads: { imageProxy: true, api: false },
  },
  monitoring: {
    servicePort: 5000,
    databases: [database],
    workloads: { imageProxy: false, api: false },
    monitoring: "monitoring",
  },
} as const satisfies Readonly<Record<string, NetworkArgs>>;
