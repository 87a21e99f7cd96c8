import { connect, createServer, type Server, type Socket } from "node:net";

/** A way to a server of this machine that can be cut: what is under way is torn off, and nobody gets through any more. */
export class CutWay {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>, port: number) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = port;
  }

  /** @param sent hears what a client sends, before it goes on */
  static async open(to: number, sent: (data: Buffer) => void = () => undefined): Promise<CutWay> {
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const upstream = connect(to, "127.0.0.1");
      sockets.add(client).add(upstream);
      client.on("data", sent);
      client.pipe(upstream).pipe(client);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        socket.on("error", () => other.destroy());
        socket.on("close", () => {
          other.destroy();
          sockets.delete(socket);
        });
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new CutWay(server, sockets, (server.address() as { port: number }).port);
  }

  cut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
