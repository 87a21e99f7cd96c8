import * as pulumi from "@pulumi/pulumi";
import type { ImageReference } from "../image-reference";
import { httpProbe, pause, type PodArgs } from "../kubernetes-pod";
import { type SecretSource, secretOf } from "../kubernetes-secret";
import { type WorkloadSurroundings, workload } from "../kubernetes-workload";
import { bytes } from "../units";
import { certificateAuthorityFile, databaseApiPort, databaseApiScale, keySetFile, urlFile } from "./files";

export interface DatabaseApiArgs extends WorkloadSurroundings {
  readonly image: ImageReference;
  /** What is secret; or the Secret that has it, under the keys `database-url` and `keys.json`. */
  readonly secrets: DatabaseApiSecrets | Exclude<SecretSource, { kind: "made" }>;
  /** Whether {@link secrets} have the certificate of the authority that signed the database server's, as `ca.pem`. */
  readonly tlsCertificateAuthority?: string;
  readonly resources: PodArgs["resources"];
}

export interface DatabaseApiSecrets {
  /** The URL of the database, as the role `authenticator`. */
  readonly databaseUrl: pulumi.Input<string>;
  /** The keys that tokens are verified with, as a JSON Web Key Set. */
  readonly keySet: pulumi.Input<string>;
}

/**
 * PostgREST as a Deployment and a Service `db-api`: the database's functions and tables over HTTP, for the token's role.
 * Its settings name two files with `@`, so that no secret is in its environment (PostgREST's documentation,
 * "Configuration").
 *
 * @example
 * ```ts
 * new DatabaseApi("db-api", {
 *   ...surroundings,
 *   image: "postgrest/postgrest:v14.17" as ImageReference,
 *   secrets: { databaseUrl, keySet: keys.verifierKeySet },
 *   resources: { requests: half, limits: { cpu: cpu("1"), memory: bytes("512MiB") } },
 * });
 * ```
 */
export class DatabaseApi extends pulumi.ComponentResource {
  constructor(name: string, args: DatabaseApiArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:kubernetes:DatabaseApi", name, {}, options);
    const { secrets, tlsCertificateAuthority: authority } = args;
    const source: SecretSource =
      "kind" in secrets
        ? secrets
        : {
            kind: "made",
            content: {
              "database-url": secrets.databaseUrl,
              "keys.json": secrets.keySet,
              ...(authority === undefined ? {} : { "ca.pem": authority }),
            },
          };
    const secret = secretOf(name, args, source, { parent: this });
    workload(
      name,
      args,
      {
        app: "db-api",
        component: "database-api",
        name: "postgrest",
        image: args.image,
        replicas: databaseApiScale.replicas,
        oneAtATime: false,
        resources: args.resources,
        scratch: bytes("64MiB"),
        ports: { http: databaseApiPort, admin: databaseApiPort + 1 },
        environment: {
          PGRST_DB_URI: `@${urlFile}`,
          PGRST_DB_SCHEMAS: "public",
          PGRST_DB_ANON_ROLE: "anon",
          PGRST_DB_POOL: String(databaseApiScale.pool),
          PGRST_JWT_SECRET: `@${keySetFile}`,
          PGRST_SERVER_PORT: String(databaseApiPort),
          PGRST_ADMIN_SERVER_PORT: String(databaseApiPort + 1),
        },
        files: [
          {
            secret,
            paths: {
              "database-url": urlFile,
              "keys.json": keySetFile,
              ...(authority === undefined ? {} : { "ca.pem": certificateAuthorityFile }),
            },
          },
        ],
        probes: {
          startup: httpProbe("/live", "admin", 5, 24),
          readiness: httpProbe("/ready", "admin", 10, 3),
          liveness: httpProbe("/live", "admin", 20, 3),
        },
        grace: pause + 20,
        services: { "db-api": { port: databaseApiPort, target: "http" } },
      },
      this,
    );
    this.registerOutputs({});
  }
}
