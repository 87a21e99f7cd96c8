import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Client } from "pg";

import { onEnd } from "./cleanup";
import { freePort, pause, pauseNow } from "./machine";
import { programs, reachable, serverUser, type Programs, type ServerUser, type Version } from "./postgres-programs";
import { runOrFail } from "./run";

/** A scratch PostgreSQL server on the loopback address. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
  /** What `SELECT version()` says. */
  readonly versionText: string;
  /** A `postgresql://` address. @default the database `postgres` as the superuser */
  connectionString(database?: string, user?: string, password?: string): string;
  /** Ends the server and removes its data. A second call does nothing. */
  stop(): Promise<void>;
}

const superuser = "postgres";

/**
 * Starts a server with an empty cluster in a scratch folder: SCRAM passwords on every connection, no TLS, nothing
 * written through to disk. 15 is Debian's server, 18 the one that npm brings. It ends, and its folder goes, with
 * this process at the latest.
 * @throws where the server is not installed or does not start, with the end of its log.
 */
export async function startPostgres(options: { readonly version: Version }): Promise<PostgresServer> {
  const installed = programs(options.version);
  const user = await serverUser();
  const folder = mkdtempSync(path.join(tmpdir(), `alfred-postgres-${options.version}-`));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const forget = onEnd(remove);
  try {
    const { initdb, postgres } = reachable(installed, folder, user);
    const password = randomBytes(18).toString("base64url");
    await createCluster({ initdb, postgres }, folder, password, user);
    const server = await launch(postgres, folder, password, user);
    return {
      ...server,
      stop: async () => {
        await server.stop();
        forget();
        remove();
      },
    };
  } catch (error) {
    forget();
    remove();
    throw error;
  }
}

async function createCluster({ initdb }: Programs, folder: string, password: string, user: ServerUser): Promise<void> {
  const passwordFile = path.join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined) {
    chownSync(folder, user.uid, user.gid ?? user.uid);
    chownSync(passwordFile, user.uid, user.gid ?? user.uid);
  }
  const cluster = [`--pgdata=${path.join(folder, "data")}`, `--username=${superuser}`, `--pwfile=${passwordFile}`];
  const how = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"];
  await runOrFail(initdb, [...cluster, ...how], { cwd: folder, ...user });
  rmSync(passwordFile);
}

async function launch(program: string, folder: string, password: string, user: ServerUser): Promise<PostgresServer> {
  // Between the search for a free port and its use somebody else may take it: then another is tried.
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = new ServerProcess(program, folder, port, user);
    const address = addressOf(port, password);
    try {
      const versionText = await server.ready(address());
      const stop = () => server.stop();
      return { host: "127.0.0.1", port, superuser, password, versionText, connectionString: address, stop };
    } catch (error) {
      await server.stop();
      if (attempt === 3 || !server.log.includes("Address already in use")) throw error;
    }
  }
}

function addressOf(port: number, secret: string): PostgresServer["connectionString"] {
  return (database = "postgres", user = superuser, password = secret) =>
    `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** The server's process: its log, whether it answers, and its end. */
class ServerProcess {
  readonly #child: ChildProcess;
  readonly #forget: () => void;
  readonly #exited: Promise<void>;
  #running = true;
  /** The last 20,000 characters of what it wrote. */
  log = "";

  constructor(program: string, folder: string, port: number, user: ServerUser) {
    const data = path.join(folder, "data");
    const settings = {
      listen_addresses: "127.0.0.1",
      port: String(port),
      unix_socket_directories: folder,
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = spawn(program, ["-D", data, ...flags], { cwd: folder, stdio: ["ignore", "pipe", "pipe"], ...user });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.log = (this.log + text).slice(-20_000);
      });
    }
    this.#exited = new Promise((resolve) => {
      const ended = () => {
        this.#running = false;
        this.#forget();
        resolve();
      };
      child.on("error", ended);
      child.on("close", ended);
    });
    this.#forget = onEnd(() => {
      this.#endNow(path.join(data, "postmaster.pid"));
    });
  }

  /** Waits, up to 30 s, until the server answers. Gives its version. */
  async ready(address: string): Promise<string> {
    for (let tries = 0; tries < 300 && this.#running; tries++) {
      const client = new Client({ connectionString: address });
      client.on("error", () => undefined); // a server that ends meanwhile
      try {
        await client.connect();
        const { rows } = await client.query<{ version: string }>("SELECT version()");
        return rows[0]?.version ?? "";
      } catch {
        await pause(100);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
    throw new Error(`the PostgreSQL server did not start\n${this.log.trim().split("\n").slice(-20).join("\n")}`);
  }

  /** Ends it as `pg_ctl stop --mode=fast` does: connections are closed, the cluster is left clean. */
  async stop(): Promise<void> {
    if (this.#running) this.#child.kill("SIGINT");
    const patience = setTimeout(() => this.#child.kill("SIGKILL"), 20_000);
    await this.#exited;
    clearTimeout(patience);
  }

  /** The same without waiting for events, for the end of this process. */
  #endNow(pidFile: string): void {
    this.#child.kill("SIGINT");
    for (let waited = 0; waited < 5000 && existsSync(pidFile); waited += 50) pauseNow(50);
    if (existsSync(pidFile)) this.#child.kill("SIGKILL");
  }
}
