/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- the client's classes hold plain data only */
import type { V1Pod } from "@kubernetes/client-node";
import { readFileSync } from "node:fs";
import path from "node:path";

export interface RelayArgs {
  readonly namespace: string;
  /** One with Node in it. */
  readonly image: string;
  /** Where it connects to. */
  readonly target: { readonly host: string; readonly port: number };
  /** After how many seconds Kubernetes ends it in any case. */
  readonly deadline: number;
  /** After how many seconds without a sign of the tunnel it ends itself. */
  readonly patience: number;
  /** Further labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** The names of Secrets with passwords of registries. */
  readonly pullSecrets: readonly string[];
}

/** What network policies let through, and leftovers are found by. */
export const relayLabels = {
  "app.kubernetes.io/part-of": "alfred-storage",
  "app.kubernetes.io/component": "relay",
  app: "db-storage-relay",
} as const;

/** The ports on its loopback address: of connections to the database, and of the tunnel's sign that it is there. */
export const relayPorts = { data: 15432, control: 15433 } as const;

/** The user and the group that everything of the stack runs as. */
const user = 10001;

/** A pod as the restricted Pod Security Standard wants it, with no right in the cluster and nothing secret in it. */
export function relayPod(args: RelayArgs): V1Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: "storage-relay-",
      namespace: args.namespace,
      labels: { ...args.labels, "app.kubernetes.io/name": relayLabels.app, ...relayLabels },
    },
    spec: {
      restartPolicy: "Never",
      activeDeadlineSeconds: args.deadline,
      terminationGracePeriodSeconds: 5,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(args.pullSecrets.length === 0 ? {} : { imagePullSecrets: args.pullSecrets.map((name) => ({ name })) }),
      containers: [
        {
          name: "relay",
          image: args.image,
          imagePullPolicy: "IfNotPresent", // a pinned tag does not change
          command: ["node", "--max-old-space-size=64", "-e", relayScript()],
          env: Object.entries(environment(args)).map(([name, value]) => ({ name, value })),
          resources: {
            requests: { cpu: "10m", memory: "64Mi", "ephemeral-storage": "16Mi" },
            limits: { cpu: "500m", memory: "128Mi", "ephemeral-storage": "32Mi" },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          terminationMessagePolicy: "FallbackToLogsOnError", // so that no right to read logs is needed
        },
      ],
    },
  };
}

export function relayScript(): string {
  return readFileSync(path.join(__dirname, "relay.cjs"), "utf8");
}

function environment({ target, patience }: RelayArgs): Record<string, string> {
  return {
    RELAY_TARGET_HOST: target.host,
    RELAY_TARGET_PORT: String(target.port),
    RELAY_PORT: String(relayPorts.data),
    RELAY_CONTROL_PORT: String(relayPorts.control),
    RELAY_PATIENCE_SECONDS: String(patience),
  };
}
