import type { Cluster } from "../../cluster/cluster";
import { deleteIfThere } from "../../cluster/cluster";
import { messageOf } from "../../cluster/failure";
import { hardenedPod, labelsOf } from "../../cluster/hardened-pod";
import { deleteLeftovers, type Listener, startPod } from "../../cluster/start-pod";
import { listScript } from "./image-list";

export interface PodArgs {
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pullSecrets: readonly string[];
}

/** In milliseconds: until the image is pulled and has printed its list, and between two looks at the pod. */
export interface Times {
  readonly ready: number;
  readonly poll: number;
}
export const standardTimes: Times = { ready: 300_000, poll: 1_000 };

const check = { app: "db-storage-upgrade-check", component: "upgrade-check" } as const;

/** What the image prints of its migrations, asked in a pod that is gone afterwards. */
export async function listOnCluster(
  cluster: Cluster,
  args: PodArgs,
  listener: Listener,
  signal: AbortSignal,
  times: Times,
): Promise<string> {
  await deleteLeftovers(cluster, labelsOf(check), "earlier checks", listener.say);
  const body = hardenedPod({
    ...args,
    ...check,
    namespace: cluster.namespace,
    prefix: "storage-upgrade-check",
    command: ["node", "-e", listScript()],
    deadline: Math.ceil(times.ready / 1000) + 60, // where nobody is left who could delete it
  });
  const awaited = {
    what: "pod",
    failing: { never: "cannot list the image's migrations", late: "did not list the image's migrations" },
    reached: ({ status }: typeof body) => status?.phase === "Succeeded",
    times,
    signal,
  };
  const pod = await startPod(cluster, body, awaited, listener);
  try {
    return await cluster.readLog(pod);
  } finally {
    await deleteIfThere(cluster, pod).catch((error: unknown) => {
      listener.say(`The pod ${pod} was not deleted: ${messageOf(error)}.`);
    });
  }
}
