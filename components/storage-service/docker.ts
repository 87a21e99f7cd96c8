import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { container, type DockerArgs, type Limits } from "../docker-container";
import type { ImageReference } from "../image-reference";
import type { ServiceSecrets, ServiceSettings } from "./args";
import { dotenv, plainVariables, secretVariables, servicePort } from "./environment";

export interface StorageServiceArgs extends DockerArgs {
  readonly image: ImageReference;
  readonly settings: ServiceSettings;
  /** Kept as secrets, all of them. */
  readonly secrets: pulumi.Input<ServiceSecrets>;
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** Holds the objects of the file backend. */
  readonly volume: docker.Volume;
  readonly networks: readonly docker.Network[];
  readonly limits: Limits;
  readonly hosts?: readonly { readonly host: string; readonly ip: string }[];
}

/**
 * The Supabase Storage service in a container, `db-storage`, healthy before `up` goes on. What is secret lies in a file
 * that the service reads at its start, and so neither in `docker inspect` nor on a command line.
 *
 * @example
 * ```ts
 * new StorageService("storage-service", {
 *   ...surroundings,
 *   image: "supabase/storage-api:v1.74.0" as ImageReference,
 *   settings: {
 *     backend: { kind: "file", path: "/var/lib/storage" },
 *     uploadLimit: bytes("50MiB"),
 *     tenantId: "storage-single-tenant",
 *     publicUrl: "http://127.0.0.1:5000",
 *     databaseApiUrl: "http://db-api:3000",
 *     databaseAdministrator: "postgres",
 *     databaseConnections: 10,
 *     queue: false,
 *   },
 *   secrets: pulumi.all({ databaseUrl, tokenSecret, keySet, anonKey, serviceRoleKey }),
 *   port: 5000,
 *   volume: volumes.of.storage,
 *   networks: [network],
 *   limits: { cpu: cpu("1"), memory: bytes("2GiB") },
 * });
 * ```
 */
export class StorageService extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(name: string, args: StorageServiceArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:docker:StorageService", name, {}, options);
    const { settings, volume } = args;
    const secrets = pulumi.secret(args.secrets).apply((plain) => dotenv(secretVariables(plain)));
    this.container = container(
      "db-storage",
      args,
      {
        image: args.image,
        limits: args.limits,
        networks: args.networks,
        ports: {
          [servicePort]: args.port,
          ...(settings.multiTenant === undefined
            ? {}
            : { [settings.multiTenant.adminPort]: settings.multiTenant.adminPort }),
        },
        volumes: settings.backend.kind === "file" ? [{ volume, path: settings.backend.path }] : [],
        environment: plainVariables(settings),
        files: [{ path: secretsFile, content: secrets }],
        health: {
          // The seed's check, but for its localhost: where that is ::1 first, nobody answers there.
          test: ["CMD", "wget", "--no-verbose", "--tries=1", "--spider", `http://127.0.0.1:${servicePort}/status`],
          interval: 10,
          timeout: 10,
          retries: 5,
          startPeriod: 30,
          wait: 180,
        },
        grace: 70, // the service itself waits 60 s for uploads that are under way
        ...(args.hosts === undefined ? {} : { hosts: args.hosts }),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** In the service's working directory, where it looks for it. Variables that are set already win over it. */
const secretsFile = "/app/.env";
