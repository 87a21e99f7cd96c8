import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ImageReference } from "../image-reference";
import { objectLabels } from "../kubernetes";
import { httpProbe, pause, type PodArgs } from "../kubernetes-pod";
import { type SecretSource, secretOf } from "../kubernetes-secret";
import { type WorkloadSurroundings, workload } from "../kubernetes-workload";
import { bytes } from "../units";
import type { ServiceSecrets, ServiceSettings } from "./args";
import { dotenv, plainVariables, secretVariables, servicePort } from "./environment";
import { registerRoute, type RouteArgs } from "./route";

export interface StorageServiceArgs extends WorkloadSurroundings {
  readonly image: ImageReference;
  readonly settings: ServiceSettings;
  /** All that is secret in the service's environment; or the Secret that has it, as a `.env` file, under the key `.env`. */
  readonly secrets: pulumi.Input<ServiceSecrets> | Exclude<SecretSource, { kind: "made" }>;
  /** The copies at least. */
  readonly replicas: number;
  /**
   * How many copies there are under load.
   * @default always {@link replicas}
   */
  readonly autoscaling?: AutoscalingArgs;
  /** Holds the objects of the file backend. */
  readonly claim?: pulumi.Input<string>;
  readonly resources: PodArgs["resources"];
  /** How clients outside of the cluster reach it. */
  readonly route?: RouteArgs;
  /** On the service's account, for an identity in a cloud. */
  readonly serviceAccountAnnotations?: Readonly<Record<string, pulumi.Input<string>>>;
  /** On the pods, which are replaced where it changes: they get their credentials as they did when they started. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

export interface AutoscalingArgs {
  readonly maxReplicas: number;
  /** The share of the requested CPU, in percent, above which copies are added. */
  readonly cpuUtilization: number;
}

/** The seed's label of the service's pods. */
const app = "db-storage";

/** In the service's working directory, where it looks for it. Variables that are set already win over it. */
const secretsFile = "/app/.env";

/**
 * The Supabase Storage service as a Deployment `storage-service`, behind the Services `storage-service` and
 * `db-storage`. What is secret lies in a file that the service reads at its start, and so neither in the pod's
 * environment nor on a command line. With the file backend it is one replica that ends before the next one starts.
 *
 * @example
 * ```ts
 * new StorageService("storage-service", {
 *   ...surroundings,
 *   image: "supabase/storage-api:v1.74.0" as ImageReference,
 *   settings,
 *   secrets: pulumi.all({ databaseUrl, tokenSecret, keySet, anonKey, serviceRoleKey }),
 *   replicas: 3,
 *   autoscaling: { maxReplicas: 6, cpuUtilization: 70 },
 *   resources: {
 *     requests: { cpu: cpu("0.5"), memory: bytes("1GiB") },
 *     limits: { cpu: cpu("1"), memory: bytes("2GiB") },
 *   },
 * });
 * ```
 */
export class StorageService extends pulumi.ComponentResource {
  readonly deployment: k8s.apps.v1.Deployment;

  constructor(name: string, args: StorageServiceArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:kubernetes:StorageService", name, {}, options);
    const { backend, multiTenant } = args.settings;
    const ofFiles = backend.kind === "file";
    const secret = secretOf(name, args, sourceOf(args.secrets), { parent: this });
    const { deployment, services } = workload(
      name,
      args,
      {
        app,
        component: "service",
        name: "storage",
        image: args.image,
        replicas: args.replicas,
        autoscaled: args.autoscaling !== undefined,
        oneAtATime: ofFiles,
        resources: args.resources,
        scratch: bytes("512MiB"), // parts of resumable uploads on their way to S3
        ports: { http: servicePort, ...(multiTenant === undefined ? {} : { admin: multiTenant.adminPort }) },
        environment: plainVariables(args.settings),
        files: [{ secret, paths: { ".env": secretsFile } }],
        claims: ofFiles && args.claim !== undefined ? [{ claim: args.claim, path: backend.path }] : [],
        probes: {
          startup: httpProbe("/status", "http", 5, 60),
          readiness: httpProbe("/status", "http", 10, 3),
          liveness: httpProbe("/version", "http", 20, 3),
        },
        grace: pause + 60 + 10, // the service waits 60 s for uploads that are under way, not longer
        ...(args.serviceAccountAnnotations === undefined
          ? {}
          : { serviceAccountAnnotations: args.serviceAccountAnnotations }),
        ...(args.podAnnotations === undefined ? {} : { annotations: args.podAnnotations }),
        services: {
          "storage-service": { port: servicePort, target: "http" },
          [app]: { port: servicePort, target: "http" },
        },
      },
      this,
    );
    this.deployment = deployment;
    const labels = objectLabels(args, app, "service");
    if (args.autoscaling !== undefined) autoscaler(name, args, args.autoscaling, labels, deployment, this);
    if (args.route !== undefined) {
      const { uploadLimit, s3Protocol } = args.settings;
      const limits = { uploadLimit, ...(s3Protocol === undefined ? {} : { s3Prefix: s3Protocol.prefix }) };
      registerRoute(name, args, { ...args.route, ...limits, labels }, { parent: this, dependsOn: [...services] });
    }
    this.registerOutputs({});
  }
}

function sourceOf(secrets: StorageServiceArgs["secrets"]): SecretSource {
  if (isElsewhere(secrets)) return secrets;
  const file = pulumi.secret(secrets).apply((plain) => dotenv(secretVariables(plain)));
  return { kind: "made", content: { ".env": file } };
}

const isElsewhere = (secrets: StorageServiceArgs["secrets"]): secrets is Exclude<SecretSource, { kind: "made" }> =>
  !pulumi.Output.isInstance(secrets) && "kind" in secrets;

function autoscaler(
  name: string,
  { provider, namespace, replicas }: StorageServiceArgs,
  { maxReplicas, cpuUtilization }: AutoscalingArgs,
  labels: Readonly<Record<string, string>>,
  deployment: k8s.apps.v1.Deployment,
  parent: pulumi.Resource,
): void {
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(
    name,
    {
      metadata: { name, namespace, labels },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment.metadata.name },
        minReplicas: replicas,
        maxReplicas,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuUtilization } },
          },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: 300 } }, // uploads come in waves
      },
    },
    { parent, provider },
  );
}
