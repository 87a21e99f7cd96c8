import { dockerConfig, goodConfig, goodDatabase, goodService, judges } from "./fixture";

describe("a stack file's keys", () => {
  judges(goodConfig, [
    ["nothing", {}, ""],
    [
      "an unknown section",
      { bucket: [] },
      `error: FILE: alfred-storage:bucket is not a known key; known: platform, namePrefix, labels, registries, database, images, api, service, imageProxy, kubernetes, aws, backup, keys, volumes, moved, buckets.
  Rename it to buckets.`,
    ],
    [
      "a missing platform",
      { platform: undefined },
      `error: FILE: alfred-storage:platform is missing; allowed: docker, kubernetes.
  Add it: where the stack runs.`,
    ],
    [
      "an unknown platform",
      { platform: "kubernets" },
      `error: FILE: alfred-storage:platform (kubernets) is not known; allowed: docker, kubernetes.
  Write kubernetes.`,
    ],
    [
      "a name prefix with a capital letter",
      { namePrefix: "Blue-" },
      "error: FILE: alfred-storage:namePrefix (Blue-) is not a prefix of lower-case letters, digits and dashes, at most 20, a letter first.",
    ],
    ["good labels", { labels: { team: "storage", "example.com/cost-centre": "42", empty: "" } }, ""],
    [
      "labels that are a list",
      { labels: ["team"] },
      `error: FILE: alfred-storage:labels (["team"]) is not a map of keys.`,
    ],
    [
      "every mistake in labels",
      { labels: { Team: "a b", "alfred-storage.stack": "dev", "a/b/c": "", number: 1, last: "dash-" } },
      `error: FILE: alfred-storage:labels.Team ("a b") is not a label's key; 1 to 63 of a-z, 0-9, '.', '_' and '-' are allowed, one '/' among them, and a letter or a digit first and last.
error: FILE: alfred-storage:labels.Team ("a b") has a value that no label can have; at most 63 letters, digits, '-', '_' and '.' are allowed, and a letter or a digit first and last.
error: FILE: alfred-storage:labels.alfred-storage.stack (dev) begins with alfred-storage., which the program keeps for its own labels; choose another key.
error: FILE: alfred-storage:labels.a/b/c ("") is not a label's key; 1 to 63 of a-z, 0-9, '.', '_' and '-' are allowed, one '/' among them, and a letter or a digit first and last.
error: FILE: alfred-storage:labels.number (1) has a value that is not text; put it in quotes.
error: FILE: alfred-storage:labels.last (dash-) has a value that no label can have; at most 63 letters, digits, '-', '_' and '.' are allowed, and a letter or a digit first and last.`,
    ],
    [
      "a label's key that is too long",
      { labels: { ["k".repeat(64)]: "v".repeat(64) } },
      `error: FILE: alfred-storage:labels.kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk (vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv…) is not a label's key; 1 to 63 of a-z, 0-9, '.', '_' and '-' are allowed, one '/' among them, and a letter or a digit first and last.
error: FILE: alfred-storage:labels.kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk (vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv…) has a value that no label can have; at most 63 letters, digits, '-', '_' and '.' are allowed, and a letter or a digit first and last.`,
    ],
    [
      "good registries",
      {
        registries: [
          { address: "ghcr.io", username: "robot", password: "token-1" },
          { address: "localhost:5000", username: "me", password: "token-2" },
        ],
      },
      "",
    ],
    [
      "a registry with a scheme and without a password",
      { registries: [{ address: "https://ghcr.io", username: "robot" }] },
      `error: FILE: alfred-storage:registries[0].address (https://ghcr.io) is not a registry such as ghcr.io or registry.example.com:5000; write it without a scheme and a path.
error: FILE: alfred-storage:registries[0].password is missing.
  Add it: the user's password or token. Set it with: pulumi config set --secret --path 'alfred-storage:registries[0].password'.`,
    ],
    [
      "registries that are no list, whose value may hold a password",
      { registries: { address: "ghcr.io", pasword: "hunter2" } },
      "error: FILE: alfred-storage:registries is not a list.",
    ],
    [
      "an unknown key of a registry",
      { registries: [{ address: "ghcr.io", username: "robot", pasword: "hunter2" }] },
      `error: FILE: alfred-storage:registries[0].pasword is not a known key; known: address, username, password.
  Rename it to password.`,
    ],
    [
      "a database that is text",
      { database: "localhost" },
      "error: FILE: alfred-storage:database is not a map of keys.",
    ],
    [
      "a misspelt database",
      { database: undefined, databse: { host: "db.example.com" } },
      `error: FILE: alfred-storage:databse is not a known key; known: platform, namePrefix, labels, registries, database, images, api, service, imageProxy, kubernetes, aws, backup, keys, volumes, moved, buckets.
  Rename it to database.`,
    ],
    [
      "a misspelt host",
      goodDatabase({ host: undefined, hosts: "db.example.com" }),
      `error: FILE: alfred-storage:database.hosts is not a known key; known: host, port, name, administrator, password, tls, tlsCertificateAuthority, serviceHost, servicePort, poolHost, poolPort, reach, tunnel, maxConnections, limits.
  Rename it to host.`,
    ],
    [
      "a host with a scheme, whose value may hold a password",
      goodDatabase({ host: "postgres://db.example.com" }),
      "error: FILE: alfred-storage:database.host is not a host name or an IP address; write it without a scheme, a user and a port.",
    ],
    [
      "a port out of range",
      goodDatabase({ port: 65536 }),
      "error: FILE: alfred-storage:database.port (65536) is not a port; a whole number from 1 to 65535 is allowed.",
    ],
    [
      "a port that is no whole number",
      goodService({ port: 5000.5 }),
      "error: FILE: alfred-storage:service.port (5000.5) is not a port; a whole number from 1 to 65535 is allowed.",
    ],
    [
      "a port that is text",
      goodService({ port: "5000" }),
      `error: FILE: alfred-storage:service.port ("5000") is not a port; a whole number from 1 to 65535 is allowed.`,
    ],
    [
      "an unknown way of TLS",
      goodDatabase({ tls: "verify" }),
      "error: FILE: alfred-storage:database.tls (verify) is not known; allowed: disable, require, verify-full.",
    ],
    [
      "a certificate that is none",
      goodDatabase({ tlsCertificateAuthority: "ca.pem" }),
      "error: FILE: alfred-storage:database.tlsCertificateAuthority is not a certificate in PEM form, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
    ],
    ["an empty password", goodDatabase({ password: "" }), "error: FILE: alfred-storage:database.password is empty."],
    [
      "an image without a tag",
      { images: { storage: "supabase/storage-api" } },
      "error: FILE: alfred-storage:images.storage (supabase/storage-api) has no tag; write name:tag or name:tag@sha256:<64 hexadecimal digits>.",
    ],
    [
      "the image tag latest",
      { images: { storage: "alpine:latest" } },
      "error: FILE: alfred-storage:images.storage (alpine:latest) has the tag latest, which names another image tomorrow; name a version.",
    ],
    [
      "a limit of the API without a clear unit",
      { api: { limits: { memory: "1G" } } },
      "error: FILE: alfred-storage:api.limits.memory (1G) has the ambiguous unit G; write GiB (powers of 1024) or GB (powers of 1000).",
    ],
    [
      "every mistake in keys",
      { keys: { tokens: { sign: "a_b" }, urls: { accept: ["a_b"] }, passwords: "", urIs: {} } },
      `error: FILE: alfred-storage:keys.tokens.sign (a_b) is not a name of letters, digits, dots and dashes, at most 40, a letter or digit first.
error: FILE: alfred-storage:keys.urls.accept[0] (a_b) is not a name of letters, digits, dots and dashes, at most 40, a letter or digit first.
error: FILE: alfred-storage:keys.passwords ("") is not a name of letters, digits, dots and dashes, at most 40, a letter or digit first.
error: FILE: alfred-storage:keys.urIs is not a known key; known: tokens, urls, passwords.
  Rename it to urls.`,
    ],
    [
      "unknown things that were moved",
      { moved: ["storage", "bucket"] },
      "error: FILE: alfred-storage:moved[1] (bucket) is not known; allowed: redis, vector, llm, database, storage, metrics, dashboard, objects.",
    ],
  ]);
  judges(dockerConfig, [
    [
      "every mistake in the names of volumes",
      { volumes: { redis: "-redis", storage: "a b", postgres: "db" } },
      `error: FILE: alfred-storage:volumes.redis (-redis) is not a name of a Docker volume; 1 to 128 letters, digits, '_', '.' and '-' are allowed, a letter or a digit first.
error: FILE: alfred-storage:volumes.storage ("a b") is not a name of a Docker volume; 1 to 128 letters, digits, '_', '.' and '-' are allowed, a letter or a digit first.
error: FILE: alfred-storage:volumes.postgres is not a known key; known: redis, vector, llm, database, storage, metrics, dashboard.
  Remove it.`,
    ],
  ]);
});
