import { goodConfig, goodDatabase, judges } from "../fixture";

const tunnel = (change: object) => goodDatabase({ reach: "tunnel", tls: "require", ...change });

describe("the rules of a tunnel", () => {
  judges(goodConfig, [
    ["a tunnel with all defaults", tunnel({}), ""],
    [
      "a tunnel to pods",
      tunnel({ host: "127.0.0.1", tunnel: { port: 6000, pods: { app: "db" }, namespace: "data" } }),
      "",
    ],
    [
      "a tunnel to a server that proves who it is, by default",
      tunnel({ tls: undefined }),
      `error: FILE: alfred-storage:database.tls is verify-full by default, which cannot hold through a tunnel: the program reaches the server as 127.0.0.1, whose name no certificate has.
  Write tls: require; the tunnel itself goes through the API server, which knows the program.`,
    ],
    [
      "a tunnel to a server that proves who it is",
      tunnel({ tls: "verify-full" }),
      `error: FILE: alfred-storage:database.tls (verify-full) cannot hold through a tunnel: the program reaches the server as 127.0.0.1, whose name no certificate has.
  Write tls: require; the tunnel itself goes through the API server, which knows the program.`,
    ],
    [
      "a tunnel that nothing goes through",
      goodDatabase({ tunnel: { port: 6000 } }),
      `error: FILE: alfred-storage:database.tunnel ({"port":6000}) has no effect while database.reach is direct.
  Remove it, or set database.reach to tunnel.`,
    ],
    [
      "a relay pod that would connect to itself",
      tunnel({ host: "localhost" }),
      `error: FILE: alfred-storage:database.host (localhost) means the relay pod itself, where no database listens.
  Set it to where the cluster finds the server, or database.tunnel.pods to the labels of its pods.`,
    ],
    [
      "a tunnel to any pod",
      tunnel({ tunnel: { pods: {} } }),
      `error: FILE: alfred-storage:database.tunnel.pods ({}) names no label, so any pod would do.
  Write the labels of PostgreSQL's pods, such as app: db-postgres; or leave it out.`,
    ],
    [
      "a misspelt way, which leaves the tunnel alone",
      goodDatabase({ reach: "tunel", tunnel: { port: 6000 } }),
      `error: FILE: alfred-storage:database.reach (tunel) is not known; allowed: direct, tunnel.
  Write tunnel.`,
    ],
    [
      "every mistake in a tunnel",
      tunnel({ tunnel: { port: 0, pods: { App: "db" }, namespace: "Data", host: "db" } }),
      `error: FILE: alfred-storage:database.tunnel.port (0) is not a port; a whole number from 1 to 65535 is allowed.
error: FILE: alfred-storage:database.tunnel.pods.App (db) is not a label's key; 1 to 63 of a-z, 0-9, '.', '_' and '-' are allowed, one '/' among them, and a letter or a digit first and last.
error: FILE: alfred-storage:database.tunnel.namespace (Data) is not a name of at most 63 lower-case letters, digits and dashes.
error: FILE: alfred-storage:database.tunnel.host is not a known key; known: port, pods, namespace.
  Remove it.`,
    ],
    [
      "a tunnel in words, which may hold a password",
      tunnel({ tunnel: "postgres:hunter2" }),
      "error: FILE: alfred-storage:database.tunnel is not a map of keys.",
    ],
  ]);
});
