import type { Socket } from "node:net";
import type { PodStream } from "../../cluster/pod-stream";

/** How long a peer may still send, and be ignored, after the other side has ended, in milliseconds. */
const linger = 5_000;

/**
 * Joins a client's socket and a connection to a pod, until one of them ends; then both have. What was sent before an end
 * still arrives. A connection that broke off ends with a reset, so that nobody takes what came of it for the whole.
 *
 * @param socket made with `allowHalfOpen`
 * @returns when the stream has ended, with why it broke off, if it did
 */
export function pump(socket: Socket, stream: PodStream): Promise<Error | undefined> {
  return new Promise((done) => {
    socket.on("error", () => stream.destroy()); // the client's own fault
    socket.on("close", () => {
      // After its end there may still be an answer on its way that nobody reads.
      if (!stream.writableEnded) stream.destroy();
      stream.resume();
    });
    stream.on("close", () => {
      if (!stream.readableEnded) socket.resetAndDestroy();
      done(stream.fault);
    });
    stream.on("end", () => {
      if (stream.fault !== undefined) flushed(socket, () => socket.resetAndDestroy());
      else {
        socket.end();
        socket.resume();
        const timer = setTimeout(() => socket.destroy(), linger).unref();
        socket.once("close", () => {
          clearTimeout(timer);
        });
      }
      stream.destroy();
    });
    stream.pipe(socket, { end: false });
    socket.pipe(stream);
  });
}

function flushed(socket: Socket, done: () => void): void {
  if (socket.writableLength === 0) done();
  else socket.once("drain", done);
}
