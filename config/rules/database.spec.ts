import { certificate, dockerConfig, goodConfig, goodDatabase, judges } from "../fixture";

describe("the rules of the database", () => {
  judges(goodConfig, [
    [
      "a missing database on kubernetes",
      { database: undefined },
      `error: FILE: alfred-storage:database.host is missing, and on kubernetes the database has to exist already.
  Set it to where PostgreSQL listens.`,
    ],
    [
      "a missing host on kubernetes, before all that depends on it",
      goodDatabase({ host: undefined, limits: {}, serviceHost: "localhost" }),
      `error: FILE: alfred-storage:database.host is missing, and on kubernetes the database has to exist already.
  Set it to where PostgreSQL listens.`,
    ],
    [
      "a connection in plain text",
      goodDatabase({ tls: "disable" }),
      `warning: FILE: alfred-storage:database.tls (disable) sends passwords and data to db.example.com in plain text.
  Set database.tls to verify-full, or to require where the server has no certificate that can be checked.`,
    ],
    [
      "a certificate without TLS",
      goodDatabase({ host: "localhost", tls: "disable", tlsCertificateAuthority: certificate }),
      `error: FILE: alfred-storage:database.tlsCertificateAuthority has no effect while database.tls is disable.
  Set database.tls to verify-full, or remove it.`,
    ],
    [
      "what is given for containers",
      goodDatabase({ serviceHost: "db", servicePort: 5433, poolHost: "pool", poolPort: 6432 }),
      "",
    ],
    [
      "a pool's port without a pool",
      goodDatabase({ poolPort: 6432 }),
      `error: FILE: alfred-storage:database.poolPort (6432) has no effect without database.poolHost.
  Remove it, or set database.poolHost.`,
    ],
    ["a pool beside the service in its pod", goodDatabase({ poolHost: "localhost" }), ""],
    [
      "limits of a server that the stack does not run",
      goodDatabase({ limits: { cpu: 1 } }),
      `error: FILE: alfred-storage:database.limits has no effect while database.host names a server, which the stack does not run.
  Remove it.`,
    ],
  ]);
  judges(dockerConfig, [
    ["an own server", { database: { port: 5433, name: "alfred", limits: { memory: "4GiB" } } }, ""],
    [
      "an own server with keys of a given one",
      {
        database: {
          tls: "disable",
          tlsCertificateAuthority: certificate,
          serviceHost: "db",
          servicePort: 1,
          poolHost: "pool",
          poolPort: 2,
        },
      },
      `error: FILE: alfred-storage:database.tls (disable) has no effect while the stack runs its own server.
  Remove it, or set database.host to a server that exists.
error: FILE: alfred-storage:database.tlsCertificateAuthority has no effect while the stack runs its own server.
  Remove it, or set database.host to a server that exists.
error: FILE: alfred-storage:database.serviceHost (db) has no effect while the stack runs its own server.
  Remove it, or set database.host to a server that exists.
error: FILE: alfred-storage:database.servicePort (1) has no effect while the stack runs its own server.
  Remove it, or set database.host to a server that exists.
error: FILE: alfred-storage:database.poolHost (pool) has no effect while the stack runs its own server.
  Remove it, or set database.host to a server that exists.
error: FILE: alfred-storage:database.poolPort (2) has no effect while the stack runs its own server.
  Remove it, or set database.host to a server that exists.`,
    ],
    ["the superuser of Supabase's image", { database: { administrator: "supabase_admin" } }, ""],
    [
      "another administrator of Supabase's image",
      { database: { administrator: "postgres" } },
      `error: FILE: alfred-storage:database.administrator (postgres) is not possible with supabase/postgres:17.6.1.136: the image's first-start scripts work as supabase_admin only, and its role postgres may not change the reserved roles (supautils).
  Remove it, or write supabase_admin.`,
    ],
    [
      "any administrator of the official image",
      { database: { administrator: "root" }, images: { database: "postgres:17" } },
      "",
    ],
    [
      "an administrator whose image could not be read",
      { database: { administrator: "root" }, images: { database: "postgres" } },
      "error: FILE: alfred-storage:images.database (postgres) has no tag; write name:tag or name:tag@sha256:<64 hexadecimal digits>.",
    ],
    [
      "addresses that mean another machine in a container",
      { database: { host: "localhost", serviceHost: "localhost", poolHost: "127.0.0.1" } },
      `error: FILE: alfred-storage:database.serviceHost (localhost) means the container itself, where no database listens.
  Write host.docker.internal for this machine.
error: FILE: alfred-storage:database.poolHost ("127.0.0.1") means the container itself, where no database listens.
  Write host.docker.internal for this machine.`,
    ],
    [
      "a given server",
      { database: { host: "localhost", tls: "disable", serviceHost: "host.docker.internal", administrator: "root" } },
      "",
    ],
  ]);
});
