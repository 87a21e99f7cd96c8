/** What pods and containers have in common, whatever runs in them. */
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Bytes, type Cpu, printBinary, printCpu } from "./units";

/** CPU and memory. */
export interface Share {
  readonly cpu: Cpu;
  readonly memory: Bytes;
}

/** The user and the group that everything runs as; no image needs another, and none has one of this number. */
export const ownUser = 10001;

export interface PodBasics {
  readonly serviceAccount: pulumi.Input<string>;
  readonly priorityClass?: pulumi.Input<string>;
  readonly pullSecrets: readonly pulumi.Input<string>[];
  /** How long it gets to end by itself before it is killed, in seconds. */
  readonly grace: number;
}

/** An account without a token of the API server, and no variables of other Services; the security context aside. */
export function podBasics({ serviceAccount, priorityClass, pullSecrets, grace }: PodBasics) {
  return {
    serviceAccountName: serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(priorityClass === undefined ? {} : { priorityClassName: priorityClass }),
    ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
    terminationGracePeriodSeconds: grace,
  };
}

/** No root, and the system calls that the container runtime lets through by default. */
export function podSecurity(user: number): types.input.core.v1.PodSecurityContext {
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, seccompProfile: { type: "RuntimeDefault" } };
}

/** Gives the pod's volumes to its group. The owner of a claim that another program writes to must not change so. */
export function volumesOf(group: number): types.input.core.v1.PodSecurityContext {
  return { fsGroup: group, fsGroupChangePolicy: "OnRootMismatch" }; // else every start walks through all files
}

/** No capabilities, no privilege escalation, a read-only root file system, and a pinned tag, which does not change. */
export const containerBasics = {
  imagePullPolicy: "IfNotPresent",
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
};

/**
 * Requests and limits for everything.
 *
 * @param scratch what the container needs of its node's disk; it may use twice as much
 */
export function withDisk(
  { requests, limits }: { readonly requests: Share; readonly limits: Share },
  scratch: Bytes,
): types.input.core.v1.ResourceRequirements {
  return {
    requests: { ...share(requests), "ephemeral-storage": printBinary(scratch) },
    limits: { ...share(limits), "ephemeral-storage": printBinary((2 * scratch) as Bytes) },
  };
}

const share = ({ cpu, memory }: Share) => ({ cpu: printCpu(cpu), memory: printBinary(memory) });
