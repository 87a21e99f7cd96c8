import { z } from "zod";
import type { BucketArgs } from "../components/bucket-set/args";
import type { ImageReference } from "../components/image-reference";
import type { Bytes, Cpu } from "../components/units";
import { buckets } from "./buckets";
import { database } from "./database";
import { text } from "./fields";
import { images } from "./images";
import { service } from "./service";

/** What a stack file says, complete, checked and in plain values. */
export interface Settings {
  readonly platform: "docker" | "kubernetes";
  /** Put before the names of everything that must be unique on a machine or in an account; empty by default. */
  readonly namePrefix: string;
  readonly database: DatabaseSettings;
  readonly images: Readonly<Record<"storage" | "api" | "database" | "imageProxy", ImageReference>>;
  readonly service: ServiceSettings;
  readonly buckets: readonly BucketArgs[];
}

export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly administrator: string;
  /** Secret. Missing where the stack file has none (yet). */
  readonly password?: string;
  readonly tls: "disable" | "require" | "verify-full";
  /** PEM text. */
  readonly tlsCertificateAuthority?: string;
}

export interface ServiceSettings {
  readonly backend:
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "s3"; readonly bucket: string; readonly region: string; readonly endpoint?: string };
  readonly replicas: number;
  readonly port: number;
  readonly uploadLimit: Bytes;
  readonly tenantId: string;
  readonly multiTenant: boolean;
  readonly resources: Readonly<Record<"requests" | "limits", { readonly cpu: Cpu; readonly memory: Bytes }>>;
}

/** The project's namespace in stack files, as `name` in Pulumi.yaml. */
export const namespace = "alfred-storage";

/** Every key of the namespace. This is the one source of types, defaults, messages and the editors' JSON Schema. */
export const stackConfig = z.strictObject({
  platform: z.enum(["docker", "kubernetes"]).describe("Where the stack runs."),
  namePrefix: text(
    /^([a-z][a-z0-9-]{0,19})?$/,
    "a prefix of lower-case letters, digits and dashes, at most 20, a letter first",
  )
    .default("")
    .describe("Put before names that must be unique on a machine or in an account, so that two stacks fit on one."),
  database: database.describe("The PostgreSQL server that holds the service's metadata."),
  images: images.prefault({}).describe("The container images, name:tag or name:tag@sha256:…"),
  service: service.prefault({}).describe("The storage service."),
  buckets: buckets.default([]).describe("The buckets and who may do what with their objects."),
});
export type StackConfig = z.output<typeof stackConfig>;

export const defaultPath = "/var/lib/storage";

/** Which backend holds where none is written. */
export function backendOf(platform: Settings["platform"], written: StackConfig["service"]): "file" | "s3" {
  return written.backend ?? (platform === "docker" ? "file" : "s3");
}

/** The settings of a stack file in which nothing is wrong. */
export function toSettings(config: StackConfig): Settings {
  const { path, s3, replicas, port, uploadLimit, tenantId, multiTenant, resources } = config.service;
  const kind = backendOf(config.platform, config.service);
  const { password, tlsCertificateAuthority, ...database } = config.database;
  return {
    ...config,
    database: {
      ...database,
      ...(password === undefined ? {} : { password }),
      ...(tlsCertificateAuthority === undefined ? {} : { tlsCertificateAuthority }),
    },
    service: {
      port,
      uploadLimit,
      tenantId,
      multiTenant,
      resources,
      replicas: replicas ?? (config.platform === "kubernetes" && kind === "s3" ? 3 : 1),
      backend:
        kind === "file"
          ? { kind, path: path ?? defaultPath }
          : {
              kind,
              bucket: s3?.bucket ?? "",
              region: s3?.region ?? "",
              ...(s3?.endpoint === undefined ? {} : { endpoint: s3.endpoint }),
            },
    },
  };
}
