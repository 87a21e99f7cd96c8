import type { IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** What is used of the package ws, whose types are not installed. */
interface WebSocket {
  readonly protocol: string;
  send(data: Buffer, done?: () => void): void;
  close(code: number): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  on(event: "message", listener: (data: Buffer) => void): void;
  on(event: "close", listener: () => void): void;
}
interface WebSocketServer {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: WebSocket) => void): void;
}
const { WebSocketServer: Server } = createRequire(__filename)("ws") as {
  readonly WebSocketServer: new (options: object) => WebSocketServer;
};

const protocol = "v4.channel.k8s.io";

/** The kubelet's side of port-forward over WebSockets. */
export class TestPortForward {
  readonly sockets = new Set<WebSocket>();
  /** How often a connection was opened. */
  opened = 0;
  readonly #server = new Server({
    noServer: true,
    handleProtocols: (offered: ReadonlySet<string>) => offered.has(protocol) && protocol,
  });

  /** Breaks every connection off, as a balancer does that goes away. */
  drop(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  /** @param local the port of this machine that stands for the pod's; undefined where nothing listens on it */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, port: number, local: number | undefined): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.opened++;
      this.sockets.add(webSocket);
      webSocket.on("close", () => this.sockets.delete(webSocket));
      const number = Buffer.alloc(2);
      number.writeUInt16LE(port);
      for (const channel of [0, 1]) webSocket.send(Buffer.concat([Buffer.of(channel), number]));
      if (local === undefined) refuse(webSocket, port, "connection refused");
      else join(webSocket, connect({ host: "127.0.0.1", port: local, allowHalfOpen: true }), port);
    });
  }
}

function refuse(webSocket: WebSocket, port: number, reason: string): void {
  webSocket.send(Buffer.concat([Buffer.of(1), Buffer.from(`error forwarding port ${port} to pod x: ${reason}`)]));
  webSocket.close(1000);
}

/** The end of either direction is the end of both, as in the kubelet. */
function join(webSocket: WebSocket, socket: Socket, port: number): void {
  let ended = false;
  socket.on("data", (chunk: Buffer) => {
    socket.pause();
    webSocket.send(Buffer.concat([Buffer.of(0), chunk]), () => socket.resume());
  });
  socket.on("end", () => {
    ended = true;
    webSocket.close(1000);
  });
  socket.on("error", ({ message }) => {
    if (!ended) refuse(webSocket, port, message);
  });
  webSocket.on("message", (data) => {
    if (data[0] === 0 && !socket.write(data.subarray(1))) {
      webSocket.pause();
      socket.once("drain", () => {
        webSocket.resume();
      });
    }
  });
  webSocket.on("close", () => {
    ended = true;
    socket.end(() => socket.destroy());
  });
}
