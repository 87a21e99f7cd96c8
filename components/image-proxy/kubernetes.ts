import * as pulumi from "@pulumi/pulumi";
import type { ImageReference } from "../image-reference";
import { httpProbe, pause, type PodArgs } from "../kubernetes-pod";
import { type WorkloadSurroundings, workload } from "../kubernetes-workload";
import { bytes } from "../units";

export interface ImageProxyArgs extends WorkloadSurroundings {
  readonly image: ImageReference;
  readonly replicas: number;
  readonly resources: PodArgs["resources"];
}

const port = 8080;

/** Where the storage service finds it. */
export const imageProxyUrl = `http://imgproxy:${port}`;

/**
 * imgproxy as a Deployment and a Service `imgproxy`: transforms images that the storage service names by signed URLs of
 * their objects. It has no secret, and nobody but the storage service may talk to it.
 *
 * @example
 * ```ts
 * new ImageProxy("imgproxy", {
 *   ...surroundings,
 *   image: "darthsim/imgproxy:v3.31.4" as ImageReference,
 *   replicas: 2,
 *   resources: { requests: half, limits: { cpu: cpu("1"), memory: bytes("1GiB") } },
 * });
 * ```
 */
export class ImageProxy extends pulumi.ComponentResource {
  constructor(name: string, args: ImageProxyArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:kubernetes:ImageProxy", name, {}, options);
    workload(
      name,
      args,
      {
        app: "imgproxy",
        component: "image-proxy",
        name: "imgproxy",
        image: args.image,
        replicas: args.replicas,
        oneAtATime: false,
        resources: args.resources,
        scratch: bytes("256MiB"),
        ports: { http: port },
        environment: {
          IMGPROXY_BIND: `:${port}`,
          IMGPROXY_USE_ETAG: "true",
          IMGPROXY_AUTO_WEBP: "true", // for browsers that say that they can
        },
        probes: {
          startup: httpProbe("/health", "http", 5, 24),
          readiness: httpProbe("/health", "http", 10, 3),
          // It has one page for both questions; a busy one that does not answer in time is still alive.
          liveness: { tcpSocket: { port: "http" }, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
        },
        grace: pause + 20,
        services: { imgproxy: { port, target: "http" } },
      },
      this,
    );
    this.registerOutputs({});
  }
}
