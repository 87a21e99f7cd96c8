import { z } from "zod";
import type { BucketArgs } from "../components/bucket-set/args";
import type { ImageReference } from "../components/image-reference";
import type { Bytes, Cpu } from "../components/units";
import { aws } from "./aws";
import type { AwsSettings } from "./aws-settings";
import { backup } from "./backup";
import type { BackupSettings } from "./backup-settings";
import { buckets } from "./buckets";
import { database } from "./database";
import { share, text, url } from "./fields";
import { images } from "./images";
import { keys } from "./keys";
import { imageProxy, kubernetes } from "./kubernetes";
import type { KubernetesSettings } from "./kubernetes-settings";
import { labels } from "./labels";
import { registries } from "./registries";
import { service } from "./service";
import { moved, volumes } from "./volumes";

/** What a stack file says, complete, checked and in plain values. */
export interface Settings {
  readonly platform: "docker" | "kubernetes";
  /** Put before the names of everything that must be unique on a machine or in an account; empty by default. */
  readonly namePrefix: string;
  /** Put on everything that takes labels or tags, beside those of the program itself. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where images are pulled from with a password. */
  readonly registries: readonly RegistrySettings[];
  readonly database: DatabaseSettings;
  readonly images: Readonly<Record<ImagePurpose, ImageReference>>;
  readonly api: ApiSettings;
  readonly service: ServiceSettings;
  /** Present where images are transformed. */
  readonly imageProxy?: ImageProxySettings;
  readonly keys: KeySettings;
  /** Docker's data volumes by what they hold, without the prefix. */
  readonly volumes: Readonly<Record<VolumePurpose, string>>;
  /** What only a cluster needs; of no meaning on Docker. */
  readonly kubernetes: KubernetesSettings;
  /** Present where the program makes something in AWS, or looks at the bucket there. */
  readonly aws?: AwsSettings;
  /** Missing where nobody said anything about it: nothing is backed up then. */
  readonly backup?: BackupSettings;
  /** What a person has moved, so that its changed place is not refused in the next `up`. */
  readonly moved: readonly (VolumePurpose | "objects")[];
  readonly buckets: readonly BucketArgs[];
  /** The buckets that begin with objects of a folder, in the buckets' order. */
  readonly firstObjects: readonly FirstObjectsSettings[];
}

export type ImagePurpose = "storage" | "api" | "database" | "imageProxy" | "restic" | "node" | "postgresqlTools";

export type VolumePurpose = "redis" | "vector" | "llm" | "database" | "storage" | "metrics" | "dashboard";

export interface FirstObjectsSettings {
  /** The id of the bucket. */
  readonly bucket: string;
  /** The folder whose files become its objects, relative to the project's folder. */
  readonly folder: string;
  /** Whether `pulumi up` uploads them after the service is healthy; else only `npm run ops -- objects upload` does. */
  readonly onUp: boolean;
}

export interface Share {
  readonly cpu: Cpu;
  readonly memory: Bytes;
}

export interface ApiSettings {
  readonly limits: Share;
  /** Where a PostgREST that exists answers; the stack runs its own where it is missing. */
  readonly url?: string;
}

export interface ImageProxySettings {
  readonly replicas: number;
  readonly limits: Share;
}

export interface RegistrySettings {
  /** Host name, with a port where it is not the usual one. */
  readonly address: string;
  readonly username: string;
  /** Secret. */
  readonly password: string;
}

export interface DatabaseSettings {
  /** Whether the stack runs the server itself, or is given one. */
  readonly server: "own" | "given";
  /** Where the program reaches it; the end of a tunnel where there is one. */
  readonly host: string;
  readonly port: number;
  /** Present where the program reaches it through `ops tunnel` only. */
  readonly tunnel?: TunnelSettings;
  /** Where the service's containers reach it. */
  readonly service: { readonly host: string; readonly port: number };
  /** Where they reach a transaction pool in front of it. */
  readonly pool?: { readonly host: string; readonly port: number };
  readonly name: string;
  readonly administrator: string;
  /** Secret. Missing where the stack file has none (yet); for an own server the program then makes one. */
  readonly password?: string;
  readonly tls: "disable" | "require" | "verify-full";
  /** PEM text. */
  readonly tlsCertificateAuthority?: string;
  /** What an own server may use at most. */
  readonly limits: Share;
  /** How many connections the server takes (`max_connections`). */
  readonly maxConnections: number;
}

/** The way to a database that only the cluster reaches. */
export interface TunnelSettings {
  /** The port of its end on 127.0.0.1. */
  readonly port: number;
  /** The namespace of the pods, or of the relay pod; with the prefix. */
  readonly namespace: string;
  /** The labels of PostgreSQL's pods; where they are missing, a relay pod connects to {@link target}. */
  readonly pods?: Readonly<Record<string, string>>;
  /** Where the server listens, as the cluster sees it. */
  readonly target: { readonly host: string; readonly port: number };
}

export interface ServiceSettings {
  readonly backend: FileBackend | S3Backend;
  readonly replicas: number;
  /** Present where the number of replicas follows the load, from {@link replicas} on. */
  readonly autoscaling?: { readonly maxReplicas: number; readonly cpuUtilization: number };
  readonly port: number;
  /** The connections to the database that each replica may have in its pool. */
  readonly databaseConnections: number;
  /** Whether the service's queue is on; it needs four connections more. */
  readonly queue: boolean;
  /** The last of the service's own migrations that it may apply. */
  readonly migrationsFreezeAt?: string;
  readonly uploadLimit: Bytes;
  /** The URL by which clients reach the service; it stands in the URLs that it hands out. */
  readonly publicUrl?: string;
  readonly tenantId: string;
  /** Present in multi-tenant mode. */
  readonly multiTenant?: MultiTenantSettings;
  /** Present where the S3 protocol is asked for. */
  readonly s3Protocol?: S3ProtocolSettings;
  readonly resources: Readonly<Record<"requests" | "limits", Share>>;
}

export interface FileBackend {
  readonly kind: "file";
  /** The folder in the container. */
  readonly path: string;
  /** The folder on the Docker host in which the volume lies; Docker's own place where it is missing. */
  readonly hostFolder?: string;
  readonly encryptAtRest: boolean;
}

export interface S3Backend {
  readonly kind: "s3";
  readonly bucket: string;
  readonly region: string;
  /** The URL of a server other than Amazon's. */
  readonly endpoint?: string;
  readonly forcePathStyle: boolean;
  /** Whether checksums are sent only where S3 demands them, since the server does not know the newer ones. */
  readonly checksumsWhenRequired: boolean;
  /** Whether the service may tag what it keeps of unfinished resumable uploads. */
  readonly objectTags: boolean;
  /** Static credentials; both secret. Missing where the machine or the workload has an identity. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What a service with several tenants needs. All but the port is secret. */
export interface MultiTenantSettings {
  readonly databaseUrl: string;
  readonly adminApiKeys: string;
  /** Encrypts the tenants' credentials in the multi-tenant database. */
  readonly encryptionKey: string;
  readonly adminPort: number;
  /** A regular expression whose first group is the tenant in the forwarded host name. */
  readonly hostPattern: string;
}

export interface S3ProtocolSettings {
  /** The path before the protocol's routes, such as /storage/v1; empty by default. */
  readonly prefix: string;
  /** The region that clients sign for. */
  readonly region: string;
  /** The header in which a proxy passes on the host that the client signed for. */
  readonly publicHostHeader?: string;
}

/** Which generations of keys and passwords there are. Names are the user's own; a new name makes a new key. */
export interface KeySettings {
  /** Of the keys that sign tokens. */
  readonly tokens: KeyGenerations;
  /** Of the keys that sign URLs. */
  readonly urls: KeyGenerations;
  /** Of every password that the program makes. */
  readonly passwords: string;
}

export interface KeyGenerations {
  readonly sign: string;
  /** Includes {@link sign}. */
  readonly accept: readonly string[];
}

/** Every key of the namespace. This is the one source of types, defaults, messages and the editors' JSON Schema. */
export const stackConfig = z.strictObject({
  platform: z.enum(["docker", "kubernetes"]).describe("Where the stack runs."),
  namePrefix: text(
    /^([a-z][a-z0-9-]{0,19})?$/,
    "a prefix of lower-case letters, digits and dashes, at most 20, a letter first",
  )
    .default("")
    .describe("Put before names that must be unique on a machine or in an account, so that two stacks fit on one."),
  labels: labels
    .default({})
    .describe(
      "Put on everything that takes labels or tags, beside the program's own, which begin with alfred-storage.",
    ),
  registries: registries.default([]).describe("Where images are pulled from with a password."),
  database: database.prefault({}).describe("The PostgreSQL server that holds the service's metadata."),
  images: images.prefault({}).describe("The container images, name:tag or name:tag@sha256:…"),
  api: z
    .strictObject({
      limits: share("that PostgREST may use at most", "1", "512MiB").prefault({}).describe("What may be used at most."),
      url: url(/^https?:\/\/[^\s/@]+(\/[^\s@]*)?$/, "a URL such as http://db-api:3000")
        .optional()
        .describe("Where a PostgREST that exists answers; only on kubernetes. Default: the stack runs its own."),
    })
    .prefault({})
    .describe("PostgREST, the API on the database."),
  service: service.prefault({}).describe("The storage service."),
  imageProxy: imageProxy
    .optional()
    .describe("imgproxy, with which the service transforms images; {} is enough; only on kubernetes. Default: off."),
  kubernetes: kubernetes.prefault({}).describe("What only a cluster needs."),
  aws: aws
    .default(false)
    .describe("The S3 bucket and what belongs to it, made in AWS by the program: false, or a map; {} is enough."),
  backup: backup
    .default(false)
    .describe(
      "Recovery points of objects, rows and volumes: false, or a map; on docker with files {} is enough. With false, npm run check warns; none says why.",
    ),
  keys: keys.prefault({}).describe("Which generations of keys and passwords there are."),
  volumes: volumes
    .optional()
    .describe("The names of Docker's data volumes, without namePrefix. Another name is another volume; see moved."),
  moved: moved
    .default([])
    .describe(
      "What a person has moved to a changed place, so that the next up does not refuse the change: purposes of volumes, or objects. Remove it afterwards.",
    ),
  buckets: buckets.default([]).describe("The buckets and who may do what with their objects."),
});
export type StackConfig = z.output<typeof stackConfig>;
