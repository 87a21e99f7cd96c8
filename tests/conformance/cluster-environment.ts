import { CoreV1Api } from "@kubernetes/client-node";
import type { Document } from "yaml";
import { section, StackEnvironment } from "../engine/stack-environment";
import type { Aws } from "../harness/aws";
import { type Cluster, startCluster } from "../harness/cluster";
import { eventually, storageClass, volume } from "../harness/cluster-objects";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { Project } from "../harness/project";
import { awsToolchain } from "../toolchain/aws";
import { clusterToolchain } from "../toolchain/cluster";

export interface Start {
  /** Where the program finds AWS; without one, the S3 bucket is a given one, and the program makes nothing in AWS. */
  readonly aws?: Aws;
  /** What differs from prod's stack file, beside where the database is. */
  readonly change?: (file: Document.Parsed) => void;
  /**
   * An environment with whose cluster and database server this one runs; it gets a name prefix of its own.
   * @default a cluster and a server of its own
   */
  readonly beside?: ClusterEnvironment;
}

/** Where recovery points go where the program makes no bucket for them. */
const recovery = { bucket: "alfred-recovery", region: "us-west-2" };

/** Leaves the bucket as a given one that nobody looks at, and that of recovery points, too. */
function withoutAws(file: Document.Parsed): void {
  file.deleteIn(section("aws"));
  file.setIn([...section("backup"), "to"], file.createNode({ s3: recovery }));
  for (const key of ["encrypt", "encryptionType"]) file.deleteIn([...section("service"), "s3", key]);
}

/**
 * The project's own program with the stack file of `prod`, under the real engine and the real plugins kubernetes and
 * random, on a real API server with real controllers and a real scheduler. Nodes are simulated, and so are the pods on
 * them: they become ready and run nothing. The database is real; the plugin postgresql is a stand-in.
 */
export class ClusterEnvironment extends StackEnvironment {
  readonly cluster: Cluster;
  readonly server: PostgresServer;
  readonly namespace: string;
  readonly #owner: boolean;

  private constructor(project: Project, cluster: Cluster, server: PostgresServer, namespace: string, owner: boolean) {
    super(project, "prod");
    this.cluster = cluster;
    this.server = server;
    this.namespace = namespace;
    this.#owner = owner;
  }

  static async start(prefix = "", { change, beside, aws }: Start = {}): Promise<ClusterEnvironment> {
    const tools = aws === undefined ? await clusterToolchain() : await awsToolchain();
    const cluster = beside?.cluster ?? (await startCluster());
    const server = beside?.server ?? (await startPostgres({ version: "15" }));
    if (beside === undefined) await cluster.apply(storageClass("standard"));
    const project = await Project.create({ toolchain: tools, env: { ...aws?.env, KUBECONFIG: cluster.kubeconfig } });
    await project.stackInit("prod");
    const namespace = `${prefix}alfred-platform`;
    const environment = new ClusterEnvironment(project, cluster, server, namespace, beside === undefined);
    environment.edit((file) => {
      const given = {
        host: "127.0.0.1",
        port: server.port,
        serviceHost: `db-postgres.${namespace}.svc`,
        servicePort: 5432,
        administrator: server.superuser,
        tls: "disable",
      };
      file.setIn(section("namePrefix"), prefix);
      if (aws === undefined) withoutAws(file);
      for (const [key, value] of Object.entries(given)) file.setIn([...section("database"), key], value);
      change?.(file);
    });
    await project.setConfig("alfred-storage:database.password", server.password, { secret: true });
    for (const key of aws === undefined ? ["accessKeyId", "secretAccessKey"] : []) {
      await project.setConfig(`alfred-storage:backup.to.s3.${key}`, `recovery-${key}`, { secret: true });
    }
    return environment;
  }

  /** Gives a claim a volume, as a storage class would, and waits until it is bound to it. */
  async bind(name: string, size: string): Promise<void> {
    const { namespace } = this;
    await this.reserve(name, size);
    const core = this.cluster.client(CoreV1Api);
    await eventually(`the claim ${name} is bound`, async () => {
      const claim = await core.readNamespacedPersistentVolumeClaim({ name, namespace });
      return claim.status?.phase === "Bound" ? claim : undefined;
    });
  }

  /** Makes a volume for a claim that may come later. */
  async reserve(name: string, size: string): Promise<void> {
    const { namespace } = this;
    const free = volume(`${namespace}-${name}`, "standard", size);
    const spec = { ...(free["spec"] as object), claimRef: { name, namespace } }; // else another claim may take it
    await this.cluster.apply({ ...free, spec });
  }

  /** The pods of an app, once there are so many of them ready. */
  async pods(app: string, count: number) {
    const core = this.cluster.client(CoreV1Api);
    return eventually(`${count} pods of ${app} are ready`, async () => {
      const { items } = await core.listNamespacedPod({ namespace: this.namespace, labelSelector: `app=${app}` });
      const ready = items.filter(({ status }) =>
        status?.conditions?.some(({ type, status: state }) => type === "Ready" && state === "True"),
      );
      return ready.length === count && items.length === count ? ready : undefined;
    });
  }

  async end(): Promise<void> {
    await this.project.remove();
    if (!this.#owner) return;
    await this.cluster.stop();
    await this.server.stop();
  }
}
