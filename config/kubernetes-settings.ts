import type { Bytes } from "../components/units";

/** What only a cluster needs. Names have the stack's prefix already. */
export interface KubernetesSettings {
  /** The context of the kubeconfig; the current one where it is missing. */
  readonly context?: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
  /** The PriorityClass that exists; the stack makes one where it is missing. */
  readonly priorityClass?: string;
  /** How long a rollout may take before it counts as failed. */
  readonly rolloutMinutes: number;
  readonly claims: readonly ClaimSettings[];
  /** A storage class that the stack makes itself. */
  readonly storageClass?: StorageClassSettings;
  readonly secrets: {
    /** The Secret with the service's `.env`, where the program does not make it. */
    readonly service?: string;
    /** The Secret with PostgREST's `database-url` and `keys.json`, where the program does not make it. */
    readonly api?: string;
    /** The ClusterSecretStore that both are made from. */
    readonly externalStore?: string;
  };
  readonly route?: RouteSettings;
  readonly network: {
    /** The database, and the pool in front of it. */
    readonly databases: readonly Destination[];
    /** Missing with the file backend. */
    readonly objectStore?: Destination;
    /** Other services of AWS that the service may reach at interface endpoints. */
    readonly awsEndpoints: readonly Destination[];
    readonly monitoring?: string;
  };
}

export interface ClaimSettings {
  readonly name: string;
  readonly size: Bytes;
  readonly storageClass: string;
  readonly accessMode: "ReadWriteOnce" | "ReadWriteOncePod" | "ReadWriteMany";
  /** A volume that exists: one of a CSI driver, or a folder of a node. */
  readonly volume?:
    | { readonly kind: "csi"; readonly driver: string; readonly handle: string; readonly fsType: string }
    | { readonly kind: "local"; readonly path: string; readonly node: string };
}

export interface StorageClassSettings {
  readonly name: string;
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Empty for any. */
  readonly zones: readonly string[];
}

export interface RouteSettings {
  readonly kind: "ingress" | "gateway";
  readonly host: string;
  /** Of an Ingress. */
  readonly className: string;
  /** Of an Ingress: the Secret with its certificate. */
  readonly tlsSecret: string;
  /** Of an Ingress: cert-manager's issuer of it. */
  readonly clusterIssuer?: string;
  /** Of an HTTPRoute. */
  readonly gateway?: GatewayRef;
  /** Where its controller's pods are. */
  readonly controllerNamespace: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A Gateway that exists, and the one of its listeners; any of them where none is named. */
export interface GatewayRef {
  readonly name: string;
  readonly namespace: string;
  readonly listener?: string;
}

/** Whom a network policy lets through: addresses, or pods; without either, any public address. */
export interface PeerSettings {
  readonly cidrs?: readonly string[];
  /** That of the stack where it is missing. */
  readonly namespace?: string;
  /** Their labels; empty for all pods of the namespace. Always there with {@link namespace}. */
  readonly pods?: Readonly<Record<string, string>>;
}

export interface Destination extends PeerSettings {
  readonly port: number;
}
