import type { KubeConfig } from "@kubernetes/client-node";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { TunnelSettings } from "../../config/settings";
import { Cluster } from "../../cluster/cluster";
import { Failure, inTime, messageOf } from "../../cluster/failure";
import type { Listener } from "../../cluster/start-pod";
import { carry } from "./carry";
import { listen } from "./listen";
import { PodsWay } from "./pods-way";
import { probe, type Verdict } from "./probe";
import { RelayWay } from "./relay-way";
import { standardTimes, type Times, type Way } from "./way";

export interface TunnelArgs {
  readonly tunnel: TunnelSettings;
  readonly relay: RelayOptions;
  readonly listener: Listener;
  /** Ends the wait for a pod. */
  readonly signal: AbortSignal;
  readonly times?: Times;
}

/** What a relay pod is made with, where one is needed. */
export interface RelayOptions {
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pullSecrets: readonly string[];
  /** In seconds. */
  readonly deadline: number;
}

export interface Tunnel {
  /** On 127.0.0.1. */
  readonly port: number;
  /** For messages: what is at its other end. */
  readonly end: string;
  close(): Promise<void>;
}

const purpose = {
  page: "docs/tunnel.md",
  withoutNamespace:
    "Set database.tunnel.namespace in the stack file to one that is there before the stack is, such as the database's " +
    "own, or make it.",
};

/** Until PostgreSQL has answered, in milliseconds; a relay tries to connect for ten seconds. */
const answerTime = 20_000;

/**
 * Opens a port on 127.0.0.1 that leads to the database, and tries it. Each connection takes its own way through the API
 * server. What fails is a {@link Failure}.
 */
export async function openTunnel(config: KubeConfig, args: TunnelArgs): Promise<Tunnel> {
  const { tunnel, times = standardTimes } = args;
  const life = new AbortController();
  const signal = AbortSignal.any([args.signal, life.signal]);
  const listener = { ...args.listener, say: sparing(args.listener.say) };
  const cluster = new Cluster(config, tunnel.namespace, purpose);
  const way = wayOf(cluster, { ...args, signal }, times, listener);
  const sockets = new Set<Socket>();
  // Until the first connection was tried, what goes wrong is part of what is said about it.
  const first: { fault?: unknown } = {};
  let onFault = (fault: unknown): void => void (first.fault = fault);
  const server = await listen(tunnel.port, (socket) => {
    sockets.add(socket);
    socket.on("error", Boolean); // the pump's business once there is one
    socket.on("close", () => sockets.delete(socket));
    void carry(socket, cluster, way).then((fault) => {
      if (fault !== undefined && !signal.aborted) onFault(fault);
    });
  });
  const { port } = server.address() as { port: number };
  const close = async (): Promise<void> => {
    life.abort();
    server.close();
    for (const socket of sockets) socket.destroy();
    await way.close();
  };
  try {
    await way.target();
    listener.progress(`asking ${way.end}`);
    const verdict = await inTime(probe(port, answerTime), 2 * answerTime, signal);
    if (verdict !== "fine") throw await unfit(verdict, way, first);
  } catch (error) {
    await close();
    throw error;
  }
  onFault = (fault) => {
    const own = fault instanceof Failure;
    listener.say(`Tunnel: ${own ? fault.message : `a connection to ${way.end} ended: ${messageOf(fault)}.`}`);
  };
  return { port, end: way.end, close };
}

function wayOf(cluster: Cluster, { tunnel, relay, signal }: TunnelArgs, times: Times, listener: Listener): Way {
  const { pods, target, namespace } = tunnel;
  if (pods !== undefined) return new PodsWay(cluster, { labels: pods, port: target.port }, times, listener, signal);
  const patience = times.patience / 1000;
  return new RelayWay(cluster, { ...relay, namespace, target, patience }, times, listener, signal);
}

async function unfit(
  verdict: Exclude<Verdict, "fine">,
  way: Way,
  first: { readonly fault?: unknown },
): Promise<Failure> {
  if (typeof verdict === "object") {
    return new Failure(
      `What answers at ${way.end} is not PostgreSQL: it began with the byte ${verdict.answer}. Correct database.host ` +
        `and database.port in the stack file.`,
    );
  }
  // The relay's word takes another way than the end of the connection.
  for (let turn = 0; turn < 10 && way.reason() === undefined && first.fault === undefined; turn++) await sleep(100);
  if (first.fault instanceof Failure) return first.fault;
  const plain =
    verdict === "closed"
      ? `${way.end} closed the connection without an answer`
      : `${way.end} did not answer within ${answerTime / 1000} s`;
  return new Failure(
    `The database was not reached: ${way.reason() ?? (first.fault === undefined ? plain : messageOf(first.fault))}.`,
  );
}

/** Says the same only once in ten seconds: a client may try again and again. */
function sparing(say: (text: string) => void): (text: string) => void {
  const said = new Map<string, number>();
  return (text) => {
    if (Date.now() - (said.get(text) ?? 0) < 10_000) return;
    said.set(text, Date.now());
    say(text);
  };
}
