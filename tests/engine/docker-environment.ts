import type { Document } from "yaml";
import { type DockerEngine, startDocker } from "../harness/docker";
import { freePort } from "../harness/machine";
import { Project } from "../harness/project";
import { toolchain } from "../toolchain/toolchain";
import { backupImages, loadBackupImages } from "./backup-images";
import { query } from "./environment";
import { section, StackEnvironment } from "./stack-environment";

/** Images that an engine of our own has, made of this machine's programs; see tests/harness/images. */
export const images = {
  storage: "example/storage-api:1",
  api: "example/postgrest:1",
  database: "example/postgres:15.1",
  ...backupImages,
} as const;

export interface Ports {
  readonly service: number;
  readonly database: number;
}

export interface Start {
  /** What differs from dev's stack file, beside images and ports. */
  readonly change?: (file: Document.Parsed) => void;
  /**
   * An environment on whose engine this one runs too.
   * @default an engine of its own
   */
  readonly beside?: DockerEnvironment;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** @default none is sent */
  readonly token?: string;
}

/**
 * The project's own program with the stack file of `dev`, under the real engine, on a real Docker Engine. PostgreSQL is
 * real; stand-ins take the place of PostgREST and of the storage service, whose images no package registry has.
 */
export class DockerEnvironment extends StackEnvironment {
  readonly docker: DockerEngine;
  readonly ports: Ports;

  readonly #ownsEngine: boolean;

  private constructor(project: Project, docker: DockerEngine, ports: Ports, ownsEngine: boolean) {
    super(project);
    this.docker = docker;
    this.ports = ports;
    this.#ownsEngine = ownsEngine;
  }

  static async start({ change, beside }: Start = {}): Promise<DockerEnvironment> {
    const tools = await toolchain();
    const docker = beside?.docker ?? (await engineWithImages());
    const ports = { service: await freePort(), database: await freePort() };
    const project = await Project.create({ toolchain: tools, env: docker.env });
    await project.stackInit("dev");
    const environment = new DockerEnvironment(project, docker, ports, beside === undefined);
    environment.edit((file) => {
      for (const [key, image] of Object.entries(images)) file.setIn([...section("images"), key], image);
      file.setIn([...section("service"), "port"], ports.service);
      file.setIn([...section("database"), "port"], ports.database);
      change?.(file);
    });
    return environment;
  }

  /** Asks the storage service. */
  async ask(path: string, { token, headers, ...init }: Asked = {}): Promise<Response> {
    const all = { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    return fetch(`http://127.0.0.1:${this.ports.service}${path}`, { ...init, headers: all });
  }

  /** Runs SQL as the server's administrator, with the password that the state holds. */
  async sql(text: string): Promise<Record<string, unknown>[]> {
    const [password = ""] = await this.generated("administrator");
    return query(`postgresql://postgres:${password}@127.0.0.1:${this.ports.database}/postgres`, text);
  }

  async end(): Promise<void> {
    await this.project.remove();
    if (this.#ownsEngine) await this.docker.stop();
  }
}

async function engineWithImages(): Promise<DockerEngine> {
  const docker = await startDocker();
  await docker.image("storage", images.storage);
  await docker.image("postgrest", images.api);
  await docker.image("postgres", images.database);
  await loadBackupImages(docker);
  return docker;
}
