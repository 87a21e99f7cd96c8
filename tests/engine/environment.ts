import { readFileSync } from "node:fs";
import path from "node:path";
import { Client, type QueryResultRow } from "pg";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { Project } from "../harness/project";
import { toolchain } from "../toolchain/toolchain";
import { StackEnvironment } from "./stack-environment";

/**
 * What the project makes in a database, with the stack file of `dev`, under the real engine, with a scratch PostgreSQL as
 * given database. No container takes part; see docker-environment.ts for the whole.
 */
export class Environment extends StackEnvironment {
  readonly server: PostgresServer;

  private constructor(project: Project, server: PostgresServer) {
    super(project);
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
