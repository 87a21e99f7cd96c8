import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { PodStream, type WebSocket } from "./pod-stream";

/** A WebSocket of which the test is the other end. */
class TestSocket extends EventEmitter implements WebSocket {
  bufferedAmount = 0;
  isPaused = false;
  readonly done: string[] = [];
  send(data: Buffer, sent: () => void): void {
    this.done.push(`send ${data.toString("hex")}`);
    sent();
  }
  ping(): void {
    this.done.push("ping");
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  close(code: number): void {
    this.done.push(`close ${code}`);
  }
  terminate(): void {
    this.done.push("terminate");
    this.emit("close", 1006);
  }
}

describe("a stream to a port of a pod", () => {
  let socket: TestSocket;
  let stream: PodStream;
  beforeEach(() => {
    socket = new TestSocket();
    stream = new PodStream();
    stream.attach(socket, { pingEvery: 10, deadAfter: 100 });
  });
  afterEach(() => {
    stream.destroy();
  });
  const text = async () => {
    let said = "";
    for await (const chunk of stream) said += String(chunk);
    return said;
  };

  it("leaves out the port that each channel begins with, however it is cut", async () => {
    stream.receive(0, Buffer.of(0x38));
    stream.receive(1, Buffer.of(0x38, 0x15));
    stream.receive(0, Buffer.concat([Buffer.of(0x15), Buffer.from("one")]));
    stream.receive(0, Buffer.from(" two"));
    stream.receive(7, Buffer.from("unknown channel"));
    socket.emit("close", 1000);
    assert.equal(await text(), "one two");
    assert.equal(stream.fault, undefined);
  });

  it("gives what came before an end that came too early, and then says why", async () => {
    stream.receive(0, Buffer.from("__one"));
    stream.receive(1, Buffer.from("__connection "));
    stream.receive(1, Buffer.from("refused\n"));
    socket.emit("close", 1000);
    assert.equal(await text(), "one");
    assert.equal(stream.fault?.message, "connection refused");
  });

  it("puts the channel before what it sends, and closes in order", async () => {
    stream.write(Buffer.of(1, 2));
    stream.end(Buffer.of(3));
    await once(stream, "finish");
    assert.deepEqual(socket.done, ["send 000102", "send 0003", "close 1000"]);
    stream.receive(1, Buffer.from("__reset by peer"));
    socket.emit("close", 1006);
    assert.equal(await text(), "");
    assert.equal(stream.fault, undefined);
  });

  it("lets the other side wait where nobody reads", async () => {
    stream.receive(0, Buffer.alloc(100_000));
    assert.equal(socket.isPaused, true);
    stream.resume();
    await sleep(10);
    assert.equal(socket.isPaused, false);
  });

  it("gives up a way on which nothing comes back any more, not even to a ping", async () => {
    const answering = setInterval(() => socket.emit("pong"), 10);
    await sleep(200);
    assert.ok(socket.done.length > 5);
    assert.ok(!socket.done.includes("terminate"));
    clearInterval(answering);
    socket.bufferedAmount = 1; // what is slow is not dead
    await sleep(200);
    assert.ok(!socket.done.includes("terminate"));
    socket.bufferedAmount = 0;
    assert.equal(await text(), "");
    assert.equal(stream.fault?.message, "the connection was lost");
  });
});
