import { createServer, type Server, type Socket } from "node:net";
import { Failure } from "../../cluster/failure";
import { ownerOf } from "./port-owner";

/** Listens on the machine's own loopback address. */
export function listen(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, onConnection);
  return new Promise((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      failed(refused(error, port));
    });
    server.listen(port, "127.0.0.1", () => {
      done(server);
    });
  });
}

const another = "or set database.tunnel.port in the stack file to another";

function refused({ code, message }: NodeJS.ErrnoException, port: number): Failure {
  switch (code) {
    case "EADDRINUSE": {
      const by = ownerOf(port) ?? "another program, which may be another tunnel";
      return new Failure(`The port 127.0.0.1:${port} is taken by ${by}. End it, ${another}.`);
    }
    case "EACCES":
      return new Failure(
        `You may not listen on 127.0.0.1:${port}. Set database.tunnel.port in the stack file to one above 1023.`,
      );
    default:
      return new Failure(`Nothing can listen on 127.0.0.1:${port}: ${message}.`);
  }
}
