import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ImageReference } from "./image-reference";
import {
  containerBasics,
  ownUser,
  podBasics,
  podSecurity,
  type Share,
  volumesOf,
  withDisk,
} from "./kubernetes-hardening";
import { type Bytes, printBinary } from "./units";

type PodTemplate = types.input.core.v1.PodTemplateSpec;
type Probe = types.input.core.v1.Probe;

export interface PodArgs {
  /** The container's name. */
  readonly name: string;
  readonly image: ImageReference;
  readonly labels: Readonly<Record<string, string>>;
  /** What the pod cannot be told while it runs: with another one comes another pod. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The label that the pod's own selector uses; its replicas are kept apart by it. */
  readonly selector: Readonly<Record<string, string>>;
  readonly resources: { readonly requests: Share; readonly limits: Share };
  /** What it may write into its scratch folder `/tmp`, and log, at most. */
  readonly scratch: Bytes;
  /** By name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Not secret: whoever may read pods can read it. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly files?: readonly SecretFiles[];
  readonly claims?: readonly { readonly claim: pulumi.Input<string>; readonly path: string }[];
  readonly probes: { readonly startup: Probe; readonly readiness: Probe; readonly liveness: Probe };
  readonly serviceAccount: pulumi.Input<string>;
  readonly priorityClass?: pulumi.Input<string>;
  readonly pullSecrets: readonly pulumi.Input<string>[];
  /** How long it gets to end by itself before it is killed, in seconds; the pause before it begins is part of it. */
  readonly grace: number;
}

/** The keys of a Secret as files. */
export interface SecretFiles {
  readonly secret: pulumi.Input<string>;
  /** The files by their key in the Secret: the whole path of each. */
  readonly paths: Readonly<Record<string, string>>;
}

/** How long balancers get to take a pod out before it stops to take connections, in seconds. */
export const pause = 10;

/**
 * A pod as the restricted Pod Security Standard and a strict reviewer want it: no root, no capabilities, no privilege
 * escalation, a read-only root file system with a bounded scratch folder, requests and limits for everything, secrets in
 * files and not in the environment, no token of the API server, replicas spread over zones and nodes.
 */
export function podTemplate(args: PodArgs): PodTemplate {
  const files = args.files ?? [];
  const claims = args.claims ?? [];
  return {
    metadata: {
      labels: { ...args.labels },
      ...(args.annotations === undefined ? {} : { annotations: { ...args.annotations } }),
    },
    spec: {
      ...podBasics(args),
      securityContext: { ...podSecurity(ownUser), ...volumesOf(ownUser) },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { ...args.selector } },
        matchLabelKeys: ["pod-template-hash"], // a rollout spreads its own pods, whatever is still there of the last one
      })),
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: {
                topologyKey: "kubernetes.io/hostname",
                labelSelector: { matchLabels: { ...args.selector } },
              },
            },
          ],
        },
      },
      containers: [container(args)],
      volumes: [
        { name: "scratch", emptyDir: { sizeLimit: printBinary(args.scratch) } },
        ...files.map(({ secret, paths }, index) => ({
          name: `secret-${index}`,
          secret: {
            secretName: secret,
            defaultMode: 0o440, // the group is the pod's own
            items: Object.keys(paths).map((key) => ({ key, path: key })),
          },
        })),
        ...claims.map(({ claim }, index) => ({
          name: `data-${index}`,
          persistentVolumeClaim: { claimName: claim },
        })),
      ],
    },
  };
}

function container(args: PodArgs): types.input.core.v1.Container {
  return {
    name: args.name,
    image: args.image,
    ...containerBasics,
    ...(args.command === undefined ? {} : { command: [...args.command] }),
    env: Object.entries(args.environment ?? {}).map(([name, value]) => ({ name, value })),
    ports: Object.entries(args.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: "TCP" })),
    resources: withDisk(args.resources, args.scratch),
    startupProbe: args.probes.startup,
    readinessProbe: args.probes.readiness,
    livenessProbe: args.probes.liveness,
    lifecycle: { preStop: { sleep: { seconds: pause } } },
    volumeMounts: [
      { name: "scratch", mountPath: "/tmp" },
      ...(args.files ?? []).flatMap(({ paths }, index) =>
        Object.entries(paths).map(([key, path]) => ({
          name: `secret-${index}`,
          mountPath: path,
          subPath: key, // only the file, in a folder that the image has
          readOnly: true,
        })),
      ),
      ...(args.claims ?? []).map(({ path }, index) => ({ name: `data-${index}`, mountPath: path })),
    ],
  };
}

/** A probe by HTTP; times in seconds. */
export function httpProbe(path: string, port: string, every: number, failures: number): Probe {
  return { httpGet: { path, port }, periodSeconds: every, timeoutSeconds: 5, failureThreshold: failures };
}
