import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { type PostgresServer, startPostgres } from "../../tests/harness/postgres";
import { writeImage } from "./testing-image";

const project = path.join(__dirname, "../..");

/** A stack file with a database of its own, and the command in a process of its own. */
export class TestCheck {
  readonly server: PostgresServer;
  readonly root = mkdtempSync(path.join(tmpdir(), "upgrade-check-"));

  private constructor(server: PostgresServer) {
    this.server = server;
    writeImage(this.image);
  }

  static async start(): Promise<TestCheck> {
    return new TestCheck(await startPostgres({ version: "15" }));
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.root, { recursive: true, force: true });
  }

  get image(): string {
    return path.join(this.root, "image");
  }
  get bin(): string {
    return path.join(this.root, "bin");
  }

  async sql(text: string, database = "postgres"): Promise<void> {
    const client = new Client({ connectionString: this.server.connectionString(database) });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  /** As the service writes them; none at all for undefined. */
  async applied(names: readonly string[] | undefined): Promise<void> {
    await this.sql("DROP SCHEMA IF EXISTS storage CASCADE; CREATE SCHEMA storage");
    if (names === undefined) return;
    const rows = ["create-migrations-table", ...names].map((name, id) => `(${id}, '${name}', '')`);
    await this.sql(
      `CREATE TABLE storage.migrations (id int PRIMARY KEY, name varchar(100) UNIQUE NOT NULL, hash varchar(40) NOT NULL,
         executed_at timestamp DEFAULT now());
       INSERT INTO storage.migrations (id, name, hash) VALUES ${rows.join(", ")}`,
    );
  }

  stackFile(platform: "docker" | "kubernetes", { service = {}, database = {} }: StackChange = {}): void {
    const { port } = this.server;
    const config = {
      "alfred-storage:platform": platform,
      "alfred-storage:images": { storage: "example/storage-api:2" },
      "alfred-storage:database": { host: "127.0.0.1", port, tls: "disable", administrator: "postgres", ...database },
      "alfred-storage:service":
        platform === "docker" ? service : { backend: "s3", s3: { bucket: "objects", region: "us-west-2" }, ...service },
      ...(platform === "docker" ? {} : { "alfred-storage:kubernetes": { context: "other", namespace: "platform" } }),
    };
    writeFileSync(path.join(this.root, "Pulumi.test.yaml"), JSON.stringify({ config }));
  }

  start(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
    const script = `require("./typescript.cjs"); const { upgradeCheck } = require("./ops/upgrade-check/command.ts");
      const surroundings = { root: process.argv[1], times: { ready: 3000, poll: 20 } };
      upgradeCheck(process.argv.slice(2), surroundings).then((status) => process.exit(status));`;
    const child = spawn(process.execPath, ["-e", script, "--", this.root, "--stack", "test", ...args], {
      cwd: project,
      env: {
        PATH: this.bin,
        HOME: this.root,
        KUBECONFIG: path.join(this.root, "kubeconfig"),
        PGPASSWORD: this.server.password,
        ...environment,
      },
      detached: true, // without a terminal, which would pass signals on itself
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (part: Buffer) => (said.stdout += part.toString()));
    child.stderr.on("data", (part: Buffer) => (said.stderr += part.toString()));
    const ended = once(child, "close").then(([status]) => {
      const clean = (text: string) => text.trim().replaceAll(`:${this.server.port}`, ":PORT");
      return { status: status as number | null, stdout: clean(said.stdout), stderr: clean(said.stderr) };
    });
    return { child, ended };
  }

  run(...args: Parameters<TestCheck["start"]>) {
    return this.start(...args).ended;
  }
}

interface StackChange {
  readonly service?: object;
  readonly database?: object;
}
