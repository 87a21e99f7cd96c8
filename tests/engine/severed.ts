import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A way to a PostgreSQL server that breaks at the worst moment: right after the server has committed a transaction in
 * which some statement ran, and before the client learns of it.
 */
export class SeveredWay {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** Calls `sever` once, when a transaction with a statement that begins so was committed; its answer is swallowed. */
  static async open(to: number, statement: string, sever: () => void): Promise<SeveredWay> {
    let severed = false;
    const server = createServer((client) => {
      const upstream = connect(to, "127.0.0.1");
      way.#sockets.add(client).add(upstream);
      let armed = false;
      client.on("data", (data) => {
        armed ||= data.includes(statement);
        upstream.write(data);
      });
      upstream.on("data", (data) => {
        // CommandComplete of a COMMIT, as the protocol writes it.
        if (armed && !severed && data.includes("COMMIT\0")) {
          severed = true;
          sever();
        }
        if (!(armed && severed)) client.write(data);
      });
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        socket.on("error", () => other.destroy());
        socket.on("close", () => other.destroy());
      }
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        resolve((server.address() as { port: number }).port);
      });
    });
    const way = new SeveredWay(server, port);
    return way;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
