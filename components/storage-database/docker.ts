import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { scramVerifier } from "../../storagedb/resources/scram";
import { literal } from "../../storagedb/sql-text";
import { container, type DockerArgs, type Limits } from "../docker-container";
import type { ImageReference } from "../image-reference";

export interface DatabaseServerArgs extends DockerArgs {
  /** An image whose entry point is that of the official `postgres` image, such as Supabase's. */
  readonly image: ImageReference;
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** The database that is made in an empty volume. */
  readonly database: string;
  /** The server's superuser, which the image makes in an empty volume. */
  readonly administrator: string;
  /** The administrator's password. Secret. */
  readonly password: pulumi.Input<string>;
  readonly volume: docker.Volume;
  readonly network: docker.Network;
  readonly limits: Limits;
  /** Makes the salt under which the server stores the password. */
  readonly random: random.Provider;
}

/**
 * A PostgreSQL server in a container, `db-postgres`. Healthy means that it answers over TCP and that its administrator
 * has the given password: the health check sets it, once for each start of the server, from inside the container. So a
 * volume that was made with another password, before a `pulumi destroy` or a rotation, opens for the new one.
 *
 * @example
 * ```ts
 * const server = new DatabaseServer("database-server", {
 *   ...surroundings,
 *   image: "supabase/postgres:17.6.1.136" as ImageReference,
 *   port: 5432,
 *   database: "postgres",
 *   administrator: "supabase_admin",
 *   password: password.result,
 *   volume: volumes.of.database,
 *   network,
 *   limits: { cpu: cpu("2"), memory: bytes("2GiB") },
 *   random: generator,
 * });
 * ```
 */
export class DatabaseServer extends pulumi.ComponentResource {
  /** The container; what works in the database waits for it. */
  readonly container: docker.Container;

  constructor(name: string, args: DatabaseServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:docker:DatabaseServer", name, {}, options);
    const password = pulumi.secret(args.password);
    // Made once: another salt would be another file, and so another container at every preview.
    const salt = new random.RandomBytes(`${name}-salt`, { length: 16 }, { parent: this, provider: args.random });
    this.container = container(
      "db-postgres",
      args,
      {
        image: args.image,
        limits: args.limits,
        networks: [args.network],
        ports: { 5432: args.port },
        volumes: [{ volume: args.volume, path: dataFolder }],
        environment: {
          POSTGRES_USER: args.administrator,
          POSTGRES_DB: args.database,
          POSTGRES_PASSWORD_FILE: passwordFile,
          PGDATA: dataFolder,
        },
        files: [
          { path: passwordFile, content: password },
          {
            path: passwordStatement,
            content: pulumi
              .all([password, salt.base64])
              .apply(([plain, salt]) => statement(args.administrator, plain, salt)),
          },
          { path: readyScript, content: ready(args.administrator) },
        ],
        // What the entry point needs to hand an empty volume to its own user and become it; and what the init process, which
        // stays root, needs to pass a signal on to it: without it the server is killed instead of shut down.
        capabilities: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"],
        health: {
          test: ["CMD", "/bin/sh", readyScript],
          interval: 2,
          timeout: 10,
          retries: 30,
          startPeriod: 60,
          wait: 300,
        },
        grace: 60, // an orderly shutdown writes everything back; a killed server has to recover at its next start
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

const dataFolder = "/var/lib/postgresql/data";
const passwordFile = "/etc/alfred-storage/administrator-password";
const passwordStatement = "/etc/alfred-storage/administrator-password.sql";
const readyScript = "/etc/alfred-storage/ready.sh";

/**
 * The statement holds what PostgreSQL stores for a password, so that the password itself stands in no log. Supabase's
 * image makes a role `postgres` beside its superuser, with the same password, which then must change with it.
 */
function statement(administrator: string, password: string, salt: string): string {
  const verifier = scramVerifier(password, Buffer.from(salt, "base64"));
  const roles = [...new Set([administrator, "postgres"])].map(literal).join(", ");
  return `SELECT format('ALTER ROLE %I PASSWORD %L', rolname, ${literal(verifier)}) FROM pg_roles
 WHERE rolname IN (${roles}) AND rolcanlogin \\gexec\n`;
}

/**
 * On an empty volume the image first starts a server that listens on the socket only, and restarts it: that one is not
 * ready yet. Without a password the official image lets everybody in over the socket, and Supabase's its superuser over
 * the loopback address (their pg_hba.conf); nothing outside of the container comes in on either.
 */
const ready = (administrator: string): string => `#!/bin/sh
# Healthy: the server answers over TCP, and its administrator has the password of this container.
set -eu
pg_isready -q -h 127.0.0.1 -p 5432
done=/tmp/alfred-storage-password-set
[ "$done" -nt "$PGDATA/postmaster.pid" ] && exit 0
for host in /var/run/postgresql 127.0.0.1; do
  psql="psql -X -q -w -v ON_ERROR_STOP=1 -h $host -U ${administrator} -d postgres"
  if su postgres -s /bin/sh -c "$psql" < ${passwordStatement}; then
    touch "$done"
    exit 0
  fi
done
exit 1
`;
