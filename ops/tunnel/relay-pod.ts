import type { V1Pod } from "@kubernetes/client-node";
import { readFileSync } from "node:fs";
import path from "node:path";
import { hardenedPod, labelsOf } from "../../cluster/hardened-pod";

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

const relay = { app: "db-storage-relay", component: "relay" } as const;

/** What network policies let through, and leftovers are found by. */
export const relayLabels = labelsOf(relay);

/** The ports on its loopback address: of connections to the database, and of the tunnel's sign that it is there. */
export const relayPorts = { data: 15432, control: 15433 } as const;

export function relayPod({ target, patience, ...args }: RelayArgs): V1Pod {
  return hardenedPod({
    ...args,
    ...relay,
    prefix: "storage-relay",
    command: ["node", "--max-old-space-size=64", "-e", relayScript()],
    environment: {
      RELAY_TARGET_HOST: target.host,
      RELAY_TARGET_PORT: String(target.port),
      RELAY_PORT: String(relayPorts.data),
      RELAY_CONTROL_PORT: String(relayPorts.control),
      RELAY_PATIENCE_SECONDS: String(patience),
    },
  });
}

export function relayScript(): string {
  return readFileSync(path.join(__dirname, "relay.cjs"), "utf8");
}
