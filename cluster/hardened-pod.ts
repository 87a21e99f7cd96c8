/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- the client's classes hold plain data only */
import type { V1Pod } from "@kubernetes/client-node";

export interface HardenedPodArgs {
  readonly namespace: string;
  /** What its name begins with, up to the dash. */
  readonly prefix: string;
  /** The seed's name for what it is, by which it is found again. */
  readonly app: string;
  /** What it does in the storage layer. */
  readonly component: string;
  /** Further labels; they change none of those that it is found by. */
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly command: readonly string[];
  /** Not secret: whoever may read pods can read it. */
  readonly environment?: Readonly<Record<string, string>>;
  /** After how many seconds Kubernetes ends it in any case. */
  readonly deadline: number;
  /** The names of Secrets with passwords of registries. */
  readonly pullSecrets: readonly string[];
}

/** The labels that network policies select such a pod by, and that leftovers are found by. */
export const labelsOf = ({ app, component }: Pick<HardenedPodArgs, "app" | "component">) => ({
  "app.kubernetes.io/part-of": "alfred-storage",
  "app.kubernetes.io/component": component,
  app,
});

/** The user and the group that everything of the stack runs as. */
const user = 10001;

/**
 * A pod for one small task, as the restricted Pod Security Standard wants it, with no right in the cluster and nothing
 * secret in it. It runs once.
 */
export function hardenedPod(args: HardenedPodArgs): V1Pod {
  const { component, environment = {} } = args;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${args.prefix}-`,
      namespace: args.namespace,
      labels: { ...args.labels, "app.kubernetes.io/name": args.app, ...labelsOf(args) },
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
          name: component,
          image: args.image,
          imagePullPolicy: "IfNotPresent", // a pinned tag does not change
          command: [...args.command],
          env: Object.entries(environment).map(([name, value]) => ({ name, value })),
          resources: {
            requests: { cpu: "10m", memory: "64Mi", "ephemeral-storage": "16Mi" },
            limits: { cpu: "500m", memory: "128Mi", "ephemeral-storage": "32Mi" },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          terminationMessagePolicy: "FallbackToLogsOnError", // its last words, without a right to read logs
        },
      ],
    },
  };
}
