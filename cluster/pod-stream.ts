import type { KubeConfig } from "@kubernetes/client-node";
import { Duplex, PassThrough } from "node:stream";
import { inTime } from "./failure";

/** What is used of a WebSocket of the package ws, whose types are not installed with it. */
export interface WebSocket {
  readonly bufferedAmount: number;
  readonly isPaused: boolean;
  send(data: Buffer, done: () => void): void;
  ping(): void;
  pause(): void;
  resume(): void;
  close(code: number): void;
  terminate(): void;
  on(event: "close", listener: (code: number) => void): void;
  on(event: "pong" | "message", listener: () => void): void;
}

/** In milliseconds. */
const signsOfLife = {
  /** How often the way is used even if nobody has anything to say, so that no balancer on it takes it for dead. */
  pingEvery: 30_000,
  /** How long the other end may say nothing at all, not even to a ping. */
  deadAfter: 120_000,
};
const normal = 1000;

/**
 * A connection to a port of a pod: the subprotocol v4.channel.k8s.io of port-forward. The first byte of each message is
 * the channel, 0 for data and 1 for the kubelet's error; the first two bytes on each channel repeat the port. There is no
 * half-closed state in it: the end of one direction is the end of both.
 */
export class PodStream extends Duplex {
  #socket: WebSocket | undefined;
  /** How much of the port is still to come, by channel. */
  readonly #preface = [2, 2];
  /** What the kubelet says, such as that nothing listens on the port. */
  #refusal = "";
  #fault: Error | undefined;
  #heard = Date.now();
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    super({ allowHalfOpen: true });
  }

  /** Takes a message as it comes. */
  receive(channel: number, data: Buffer): void {
    this.#heard = Date.now();
    const preface = Math.min(this.#preface[channel] ?? 0, data.length);
    this.#preface[channel] = (this.#preface[channel] ?? 0) - preface;
    const rest = data.subarray(preface);
    if (rest.length === 0) return;
    if (channel === 1) this.#refusal += rest.toString();
    else if (channel === 0 && !this.push(rest)) this.#socket?.pause();
  }

  /** Goes on with a socket that is open. */
  attach(socket: WebSocket, { pingEvery, deadAfter } = signsOfLife): void {
    this.#socket = socket;
    socket.on("close", (code) => {
      this.#closed(code);
    });
    socket.on("pong", () => (this.#heard = Date.now()));
    this.#timer = setInterval(() => {
      // A side that does not read does not answer a ping either, and is not dead for that.
      const busy = socket.isPaused || socket.bufferedAmount > 0;
      if (!busy && Date.now() - this.#heard > deadAfter) socket.terminate();
      else socket.ping();
    }, pingEvery).unref();
  }

  #closed(code: number): void {
    clearInterval(this.#timer);
    if (this.destroyed) return;
    // After our own end, nothing that the other side says is of interest to anybody.
    const lost = code === normal ? undefined : new Error("the connection was lost");
    if (!this.writableEnded) this.#fault = this.#refusal === "" ? lost : new Error(this.#refusal.trim());
    this.push(null);
  }

  /** Why it ended before its time; known at its end. Not an error of the stream, which would lose what came before. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    // Where the other end is gone already, the end of the stream tells it, after what it said before.
    this.#socket?.send(Buffer.concat([Buffer.of(0), chunk]), () => {
      done();
    });
  }

  override _final(done: () => void): void {
    this.#socket?.close(normal);
    this.#socket?.resume();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#timer);
    this.#socket?.terminate();
    done(error);
  }
}

/** @param timeout until it is open, in milliseconds */
export async function openPodStream(
  config: KubeConfig,
  namespace: string,
  pod: string,
  port: number,
  timeout: number,
): Promise<PodStream> {
  const { WebSocketHandler } = await import("@kubernetes/client-node/dist/web-socket-handler.js");
  // Else it would close this process's own standard streams at a message that looks like the end of one.
  const none = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const stream = new PodStream();
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/portforward?ports=${port}`;
  const opening = new WebSocketHandler(config, undefined, none).connect(path, null, (channel, data) => {
    stream.receive(channel, data);
    return true;
  }) as Promise<unknown> as Promise<WebSocket>;
  try {
    stream.attach(await inTime(opening, timeout));
    return stream;
  } catch (error) {
    void opening.then((socket) => {
      socket.terminate();
    }, Boolean);
    throw (error as { error?: unknown }).error ?? error; // an ErrorEvent has the error in it
  }
}
