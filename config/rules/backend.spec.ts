import { dockerConfig, fileConfig, goodConfig, goodService, judges } from "../fixture";

describe("the rules of the backend", () => {
  judges(goodConfig, [
    [
      "s3 without its bucket",
      goodService({ s3: { region: "us-west-2" } }),
      `error: FILE: alfred-storage:service.s3.bucket is missing, and the s3 backend needs it.
  Set it, or set service.backend to file.`,
    ],
    [
      "s3 without its region",
      goodService({ s3: { bucket: "alfred-platform-prod" } }),
      `error: FILE: alfred-storage:service.s3.region is missing, and the s3 backend needs it.
  Set it, or set service.backend to file.`,
    ],
    [
      "s3 without all of it",
      goodService({ s3: undefined }),
      `error: FILE: alfred-storage:service.s3.bucket is missing, and the s3 backend needs it.
  Set it, or set service.backend to file.
error: FILE: alfred-storage:service.s3.region is missing, and the s3 backend needs it.
  Set it, or set service.backend to file.`,
    ],
    [
      "a given path that would be ignored",
      goodService({ path: "/data" }),
      `error: FILE: alfred-storage:service.path (/data) has no effect while service.backend is s3.
  Remove it, or set service.backend to file.`,
    ],
    [
      "both credentials",
      goodService({
        s3: {
          bucket: "alfred-platform-prod",
          region: "us-west-2",
          accessKeyId: "AKIA",
          secretAccessKey: "very-secret",
        },
      }),
      "",
    ],
    [
      "one credential",
      goodService({ s3: { bucket: "alfred-platform-prod", region: "us-west-2", accessKeyId: "AKIA" } }),
      `error: FILE: alfred-storage:service.s3.secretAccessKey is missing beside accessKeyId.
  Run: pulumi config set --secret --path 'alfred-storage:service.s3.secretAccessKey'; or remove accessKeyId.`,
    ],
    [
      "the other credential",
      goodService({ s3: { bucket: "alfred-platform-prod", region: "us-west-2", secretAccessKey: "very-secret" } }),
      `error: FILE: alfred-storage:service.s3.accessKeyId is missing beside secretAccessKey.
  Run: pulumi config set --secret --path 'alfred-storage:service.s3.accessKeyId'; or remove secretAccessKey.`,
    ],
    ["the S3 protocol in the backend's region", goodService({ s3Protocol: { region: "us-west-2" } }), ""],
    [
      "the S3 protocol in another region",
      goodService({ s3Protocol: { region: "local" } }),
      `error: FILE: alfred-storage:service.s3Protocol.region (local) is not the region of the s3 backend, us-west-2, and the service knows only one.
  Remove it, or write us-west-2.`,
    ],
    [
      "encryption that S3 does",
      goodService({ encrypt_at_rest: true }),
      `error: FILE: alfred-storage:service.encrypt_at_rest (true) has no effect while service.backend is s3: there, S3's own encryption does it.
  Remove it, or set service.backend to file.`,
    ],
    [
      "a host folder on kubernetes",
      goodService({ hostFolder: "/srv/storage" }),
      `error: FILE: alfred-storage:service.hostFolder (/srv/storage) has no effect on kubernetes.
  Remove it.`,
    ],
  ]);
  judges(fileConfig, [
    [
      "a given S3 that would be ignored",
      { service: { ...goodConfig.service, backend: "file" } },
      `error: FILE: alfred-storage:service.s3 has no effect while service.backend is file: objects would silently be kept on the service's own disk (supabase-kubernetes#252).
  Set service.backend to s3, or remove service.s3.`,
    ],
    ["encrypted files of a class that exists", { service: { backend: "file", encryptAtRest: true } }, ""],
  ]);
  judges(dockerConfig, [
    [
      "encrypted files in Docker's own place",
      { service: { encryptAtRest: true } },
      `error: FILE: alfred-storage:service.encryptAtRest (true) needs service.hostFolder: the service itself encrypts nothing, nor does Docker.
  Name an encrypted folder of the host as service.hostFolder, or write false.`,
    ],
    [
      "the same in the seed's spelling",
      { service: { encrypt_at_rest: true } },
      `error: FILE: alfred-storage:service.encrypt_at_rest (true) needs service.hostFolder: the service itself encrypts nothing, nor does Docker.
  Name an encrypted folder of the host as service.hostFolder, or write false.`,
    ],
    [
      "both spellings",
      { service: { encryptAtRest: true, encrypt_at_rest: true, hostFolder: "/srv/encrypted" } },
      `error: FILE: alfred-storage:service.encrypt_at_rest (true) is given beside encryptAtRest.
  Write one of the two.`,
    ],
    ["encrypted files in a folder of the host", { service: { encryptAtRest: true, hostFolder: "/srv/encrypted" } }, ""],
    [
      "encrypted files in a folder that could not be read",
      { service: { encryptAtRest: true, hostFolder: "encrypted" } },
      "error: FILE: alfred-storage:service.hostFolder (encrypted) is not an absolute path such as /srv/alfred-storage, without . and .. and without a slash at its end.",
    ],
    [
      "what only files have, with s3",
      {
        service: {
          backend: "s3",
          s3: { bucket: "alfred", server: "minio", region: "local", endpoint: "http://minio:9000" },
          hostFolder: "/srv",
          encryptAtRest: true,
          path: "/data",
        },
      },
      `error: FILE: alfred-storage:service.encryptAtRest (true) has no effect while service.backend is s3: there, S3's own encryption does it.
  Remove it, or set service.backend to file.
error: FILE: alfred-storage:service.path (/data) has no effect while service.backend is s3.
  Remove it, or set service.backend to file.
error: FILE: alfred-storage:service.hostFolder (/srv) has no effect while service.backend is s3.
  Remove it, or set service.backend to file.`,
    ],
  ]);
});
