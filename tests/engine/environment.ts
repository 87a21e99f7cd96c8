import { readFileSync } from "node:fs";
import path from "node:path";
import { Client, type QueryResultRow } from "pg";
import { type Document, isMap, isSeq, parseDocument } from "yaml";
import { lines } from "../harness/events";
import type { Operation } from "../harness/operation";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { Project } from "../harness/project";
import { toolchain } from "../toolchain/toolchain";

/**
 * What the project makes in a database, with the stack file of `dev`, under the real engine, with a scratch PostgreSQL as
 * given database. No container takes part; see docker-environment.ts for the whole.
 */
export class Environment {
  readonly project: Project;
  readonly server: PostgresServer;

  private constructor(project: Project, server: PostgresServer) {
    this.project = project;
    this.server = server;
  }

  static async start(version: "15" | "18", administrator?: { name: string; password: string }): Promise<Environment> {
    const [tools, server] = await Promise.all([toolchain(), startPostgres({ version })]);
    const project = await Project.create({ toolchain: tools, files: program });
    await project.stackInit("dev");
    const environment = new Environment(project, server);
    environment.edit((file) => {
      const given = { host: "127.0.0.1", port: server.port, serviceHost: "host.docker.internal", tls: "disable" };
      for (const [key, value] of Object.entries(given)) file.setIn([...database, key], value);
    });
    await environment.connectAs(administrator ?? { name: server.superuser, password: server.password });
    return environment;
  }

  async connectAs({ name, password }: { name: string; password: string }): Promise<void> {
    this.edit((file) => {
      file.setIn([...database, "administrator"], name);
    });
    await this.project.setConfig("alfred-storage:database.password", password, { secret: true });
  }

  edit(change: (file: Document.Parsed) => void): void {
    this.project.writeStackFile("dev", change);
  }

  /** Edits the bucket of that id, as it stands in the stack file. */
  editBucket(id: string, change: Readonly<Record<string, unknown>>): void {
    this.edit((file) => {
      for (const [key, value] of Object.entries(change)) file.setIn([...buckets, position(file, id), key], value);
    });
  }

  removeBucket(id: string): void {
    this.edit((file) => {
      file.deleteIn([...buckets, position(file, id)]);
    });
  }

  addBucket(bucket: Readonly<Record<string, unknown>>): void {
    this.edit((file) => {
      file.addIn(buckets, file.createNode(bucket));
    });
  }

  /** Puts a stack file back as it was. */
  restore(text: string): void {
    this.project.writeStackFile("dev", (file) => {
      file.contents = parseDocument(text).contents;
    });
  }

  /** `up`, which must succeed. */
  async up(): Promise<Operation> {
    return succeeded(await this.project.up());
  }

  /** What `preview --refresh` shows: first what differs in the database, then what `up` would do about it. */
  async preview(...args: string[]): Promise<Operation> {
    return succeeded(await this.project.preview({ args }));
  }

  /** Runs SQL as the server's superuser, outside of everything under test. */
  async sql<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return query<Row>(this.server.connectionString(), text, values);
  }

  /** The same after the superuser's password was changed. */
  async sqlAs(password: string, text: string): Promise<QueryResultRow[]> {
    return query(this.server.connectionString("postgres", this.server.superuser, password), text);
  }

  async end(): Promise<void> {
    await this.project.remove();
    await this.server.stop();
  }
}

/** The project with that part of its program alone. */
const program = {
  "Pulumi.yaml": readFileSync(path.join(__dirname, "../../Pulumi.yaml"), "utf8").replace(
    /^main: .*$/m,
    "main: metadata.cjs",
  ),
  "metadata.cjs": 'require("./index.cjs");\nmodule.exports = require("./tests/engine/metadata-program.ts").main;\n',
};

const database = ["config", "alfred-storage:database"];
const buckets = ["config", "alfred-storage:buckets"];

function position(file: Document.Parsed, id: string): number {
  const list = file.getIn(buckets);
  if (!isSeq(list)) throw new Error("the stack file has no list of buckets");
  const found = list.items.findIndex((item) => isMap(item) && item.get("id") === id);
  if (found < 0) throw new Error(`the stack file has no bucket ${id}`);
  return found;
}

export async function query<Row extends QueryResultRow>(
  connectionString: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** The operation, if it succeeded; else an error that shows all of it. */
export function succeeded(operation: Operation): Operation {
  if (operation.exitCode === 0) return operation;
  throw new Error(`exit status ${String(operation.exitCode)}\n${operation.stdout}\n${operation.stderr}`);
}

/** Steps as `op type name`, with the package of our own types left out. */
export function steps(operation: Operation): string[] {
  return lines(operation.steps).map((line) => line.replace("storagedb:index:", ""));
}

/** The messages of some severity, without those that the set-up of the tests itself causes. */
export function messages(operation: Operation, severity: string): string[] {
  return operation.diagnostics
    .filter((diagnostic) => diagnostic.severity === severity && !diagnostic.message.includes("(text/plain)"))
    .map(({ message }) => message);
}
