import type { V1CronJob, V1Job, V1Secret } from "@kubernetes/client-node";
import { Cluster } from "./cluster";

/** A namespace with Jobs, what they are made from, and what they are told in secret. */
export class BatchCluster extends Cluster {
  readCronJob(name: string): Promise<V1CronJob> {
    const { namespace } = this;
    return this.ask({ verb: "get", resource: "cronjobs" }, ({ batch }) =>
      batch.readNamespacedCronJob({ namespace, name }),
    );
  }

  /** Has a CronJob make no Jobs for a while, or make some again. */
  async suspend(name: string, suspend: boolean): Promise<void> {
    const { namespace } = this;
    const { PatchStrategy, setHeaderOptions } = await import("@kubernetes/client-node");
    const options = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
    await this.ask({ verb: "patch", resource: "cronjobs" }, ({ batch }) =>
      batch.patchNamespacedCronJob({ namespace, name, body: { spec: { suspend } } }, options),
    );
  }

  createJob(body: V1Job): Promise<V1Job> {
    const { namespace } = this;
    return this.ask({ verb: "create", resource: "jobs" }, ({ batch }) =>
      batch.createNamespacedJob({ namespace, body }),
    );
  }

  /** With its pods, which are asked to end. */
  async deleteJob(name: string): Promise<void> {
    const { namespace } = this;
    await this.ask({ verb: "delete", resource: "jobs" }, ({ batch }) =>
      batch.deleteNamespacedJob({ namespace, name, propagationPolicy: "Background" }),
    );
  }

  async createSecret(body: V1Secret): Promise<void> {
    const { namespace } = this;
    await this.ask({ verb: "create", resource: "secrets" }, ({ core }) =>
      core.createNamespacedSecret({ namespace, body }),
    );
  }
}
