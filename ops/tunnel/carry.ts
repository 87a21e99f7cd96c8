import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../../cluster/cluster";
import { Failure } from "../../cluster/failure";
import type { PodStream } from "../../cluster/pod-stream";
import { pump } from "./pump";
import type { Way } from "./way";

/** How often a connection is tried before the client is told. */
const tries = 4;

/** Until the connection has ended; gives what went wrong, if anything did. */
export async function carry(socket: Socket, cluster: Cluster, way: Way): Promise<unknown> {
  try {
    return await pump(socket, await reach(socket, cluster, way));
  } catch (error) {
    socket.resetAndDestroy();
    return error;
  }
}

/** A connection that does not come about has carried nothing yet, so it may be tried again. */
async function reach(socket: Socket, cluster: Cluster, way: Way): Promise<PodStream> {
  for (let attempt = 1; ; attempt++) {
    const target = await way.target();
    try {
      return await cluster.forward(target.pod, target.port);
    } catch (error) {
      const again = error instanceof Failure && error.passing && attempt < tries && !socket.destroyed;
      if (!again) throw error;
      await sleep(250 * attempt);
    }
  }
}
