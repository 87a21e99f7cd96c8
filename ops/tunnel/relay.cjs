// Runs in the relay pod, in the container image of the storage service: `node -e <this text>`. Whoever can forward ports of
// the pod reaches the database through it, and nobody else: it listens on the pod's loopback address only. It ends itself
// when nobody has asked for it for a while, so that none stays behind, whatever became of the tunnel.
// Kubernetes would replace a dollar sign before a parenthesis in a command, and two dollar signs; there are none here.
"use strict";
const net = require("node:net");

const env = process.env;
const target = { host: env.RELAY_TARGET_HOST, port: Number(env.RELAY_TARGET_PORT) };
const patience = Number(env.RELAY_PATIENCE_SECONDS) * 1000;
const connectTimeout = 10_000;

/** The tunnel's control connections: it sends anything now and then, and is told what went wrong. */
const controls = new Set();
let heard = Date.now();

const data = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
  const server = net.connect({ ...target, allowHalfOpen: true, noDelay: true, keepAlive: true });
  const failed = (error) => {
    for (const control of controls) control.write("failed " + (error.code || error.message) + "\n");
    client.destroy();
  };
  const timer = setTimeout(() => server.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })), connectTimeout);
  server.once("error", failed);
  server.once("connect", () => {
    clearTimeout(timer);
    server.off("error", failed);
    server.on("error", () => client.resetAndDestroy());
    client.pipe(server).pipe(client);
  });
  client.on("error", () => server.destroy());
  client.on("close", () => {
    clearTimeout(timer);
    server.destroy();
  });
});

const control = net.createServer((socket) => {
  heard = Date.now();
  controls.add(socket);
  socket.on("data", () => (heard = Date.now()));
  socket.on("error", () => {});
  socket.on("close", () => controls.delete(socket));
  socket.write("ready\n");
});

for (const server of [data, control]) {
  server.on("error", (error) => end(1, error.message));
}
data.listen(Number(env.RELAY_PORT), "127.0.0.1", () => control.listen(Number(env.RELAY_CONTROL_PORT), "127.0.0.1"));

setInterval(() => {
  if (Date.now() - heard > patience) end(0, "nobody has asked for this relay any more");
}, patience / 10);

// The first process of a container is not ended by a signal that it does not handle.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => end(0, signal));

function end(status, reason) {
  console.log(reason);
  process.exit(status);
}
