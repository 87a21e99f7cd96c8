import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { container, type DockerArgs, type Limits } from "../docker-container";
import type { ImageReference } from "../image-reference";
import { certificateAuthorityFile, databaseApiPort, keySetFile, urlFile } from "./files";

export interface DatabaseApiArgs extends DockerArgs {
  readonly image: ImageReference;
  /** The URL of the database, as the role `authenticator`. Secret. */
  readonly databaseUrl: pulumi.Input<string>;
  /** The keys that tokens are verified with, as a JSON Web Key Set. Secret. */
  readonly keySet: pulumi.Input<string>;
  /** The certificate, in PEM form, of the authority that signed the database server's. */
  readonly tlsCertificateAuthority?: string;
  readonly networks: readonly docker.Network[];
  readonly limits: Limits;
  readonly hosts?: readonly { readonly host: string; readonly ip: string }[];
}

/**
 * PostgREST in a container, `db-api`: the database's functions and tables over HTTP, for the token's role.
 *
 * Its two secrets lie in files that its config file names with `@` (PostgREST's documentation, "Configuration").
 *
 * @example
 * ```ts
 * new DatabaseApi("database-api", {
 *   ...surroundings,
 *   image: "postgrest/postgrest:v14.17" as ImageReference,
 *   databaseUrl: pulumi.interpolate`postgres://authenticator:${password}@db-postgres:5432/postgres`,
 *   keySet: keys.verifierKeySet,
 *   networks: [network],
 *   limits: { cpu: cpu("1"), memory: bytes("512MiB") },
 * });
 * ```
 */
export class DatabaseApi extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(name: string, args: DatabaseApiArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:docker:DatabaseApi", name, {}, options);
    const authority = args.tlsCertificateAuthority;
    this.container = container(
      "db-api",
      args,
      {
        image: args.image,
        limits: args.limits,
        networks: args.networks,
        command: ["postgrest", configFile],
        files: [
          { path: configFile, content: config },
          { path: urlFile, content: args.databaseUrl },
          { path: keySetFile, content: args.keySet },
          ...(authority === undefined ? [] : [{ path: certificateAuthorityFile, content: authority }]),
        ],
        health: {
          test: ["CMD", "postgrest", "--ready", configFile],
          interval: 10,
          timeout: 10,
          retries: 5,
          startPeriod: 30,
        },
        grace: 10,
        ...(args.hosts === undefined ? {} : { hosts: args.hosts }),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

const configFile = "/etc/postgrest/postgrest.conf";

// `--ready` asks the admin server, and only where that has a host of its own to ask.
const config = `db-uri = "@${urlFile}"
db-schemas = "public"
db-anon-role = "anon"
jwt-secret = "@${keySetFile}"
server-port = ${databaseApiPort}
admin-server-host = "127.0.0.1"
admin-server-port = ${databaseApiPort + 1}
`;
