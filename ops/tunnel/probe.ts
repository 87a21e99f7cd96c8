import { connect } from "node:net";

/** PostgreSQL's SSLRequest: its length, and a number that no version of the protocol has. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** What came of one connection: nothing to say, or what is wrong. */
export type Verdict = "fine" | "closed" | "silent" | { readonly answer: number };

/** Whether a PostgreSQL server answers on a port of this machine. Asks for TLS, then hangs up; needs no password. */
export function probe(port: number, timeout: number): Promise<Verdict> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const end = (verdict: Verdict) => {
      clearTimeout(timer);
      socket.destroy();
      done(verdict);
    };
    const timer = setTimeout(end, timeout, "silent");
    socket.on("connect", () => socket.write(sslRequest));
    socket.on("data", ([answer = 0]) => {
      // S: TLS may begin; N: there is none; E: an error message of a server or a pool.
      end("SNE".includes(String.fromCharCode(answer)) ? "fine" : { answer });
    });
    socket.on("error", () => {
      end("closed");
    });
    socket.on("close", () => {
      end("closed");
    });
  });
}
