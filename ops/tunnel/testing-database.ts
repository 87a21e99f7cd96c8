import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Answers PostgreSQL's question for TLS with no, and says everything else back. */
export class TestDatabase {
  readonly sockets = new Set<Socket>();
  /** The first word of a client is answered with it. */
  answer = "N";
  readonly #server: Server;

  private constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      socket.once("data", (first: Buffer) => {
        const asked = first.length === 8 && first.readUInt32BE(4) === 80877103;
        if (this.answer === "") socket.end();
        else socket.write(asked ? this.answer : first);
        socket.pipe(socket);
      });
    });
  }

  static async start(): Promise<TestDatabase> {
    const database = new TestDatabase();
    database.#server.listen(0, "127.0.0.1");
    await once(database.#server, "listening");
    return database;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

/** Sends a text and waits for as much to come back. */
export async function echo(port: number, text: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    socket.write(text);
    let said = "";
    for await (const chunk of socket) {
      said += String(chunk);
      if (said.length >= text.length) break;
    }
    return said;
  } finally {
    socket.destroy();
  }
}
