import { dockerConfig, goodConfig, goodService, judges } from "../fixture";

const bucket = "alfred-platform-prod";
const onServer = (change: Readonly<Record<string, unknown>>, s3Protocol?: object) =>
  goodService({ s3: { bucket, endpoint: "http://10.0.1.7:9000", ...change }, s3Protocol });

describe("the rules of S3 servers", () => {
  judges(goodConfig, [
    ["MinIO in its own region", onServer({ server: "minio" }), ""],
    ["Ceph in its own region", onServer({ server: "ceph" }), ""],
    ["Garage in its own region", onServer({ server: "garage" }), ""],
    ["R2 in its own region", onServer({ server: "r2" }), ""],
    ["another server with a region", onServer({ server: "other", region: "local" }), ""],
    [
      "another server without a region",
      onServer({ server: "other" }),
      `error: FILE: alfred-storage:service.s3.region is missing, and the s3 backend needs it.
  Set it, or set service.backend to file.`,
    ],
    [
      "MinIO without its URL",
      onServer({ server: "minio", endpoint: undefined }),
      `error: FILE: alfred-storage:service.s3.endpoint is missing, and only Amazon's is known: service.s3.server is minio.
  Set it to the URL of the server, or service.s3.server to aws.`,
    ],
    [
      "another server than Amazon's that passes for Amazon's",
      onServer({ region: "us-west-2" }),
      `warning: FILE: alfred-storage:service.s3.endpoint (http://10.0.1.7:9000) is not Amazon's, while service.s3.server is aws: the service would speak to it as to Amazon's.
  Set service.s3.server to minio, ceph, garage, r2 or other; each knows what its server understands.`,
    ],
    [
      "another server with Amazon's name in its own",
      onServer({ region: "us-west-2", endpoint: "https://amazonaws.com.example.com" }),
      `warning: FILE: alfred-storage:service.s3.endpoint (https://amazonaws.com.example.com) is not Amazon's, while service.s3.server is aws: the service would speak to it as to Amazon's.
  Set service.s3.server to minio, ceph, garage, r2 or other; each knows what its server understands.`,
    ],
    ["Amazon's URL", onServer({ region: "us-west-2", endpoint: "https://s3.us-west-2.amazonaws.com" }), ""],
    [
      "Amazon's URL in China",
      onServer({ region: "cn-north-1", endpoint: "https://s3.cn-north-1.amazonaws.com.cn" }),
      "",
    ],
    ["a region of Europe's own", onServer({ region: "eusc-de-east-1", endpoint: undefined }), ""],
    ["a region of a government's", onServer({ region: "us-gov-west-1", endpoint: undefined }), ""],
    [
      "a region that Amazon does not have",
      onServer({ region: "local", endpoint: undefined }),
      `error: FILE: alfred-storage:service.s3.region (local) is not a region of AWS, such as us-west-2.
  Write the bucket's region, or set service.s3.server to the kind of server that it is on.`,
    ],
    [
      "a zone for a region",
      onServer({ region: "us-west-2a", endpoint: "https://s3.us-west-2.amazonaws.com" }),
      `error: FILE: alfred-storage:service.s3.region (us-west-2a) is not a region of AWS, such as us-west-2.
  Write the bucket's region, or set service.s3.server to the kind of server that it is on.`,
    ],
    ["the S3 protocol in the server's own region", onServer({ server: "garage" }, { region: "garage" }), ""],
    [
      "the S3 protocol in another region than the server's own",
      onServer({ server: "garage" }, { region: "us-east-1" }),
      `error: FILE: alfred-storage:service.s3Protocol.region (us-east-1) is not the region of the s3 backend, garage, and the service knows only one.
  Remove it, or write garage.`,
    ],
  ]);
  judges(dockerConfig, [
    [
      "MinIO beside Docker",
      { service: { backend: "s3", s3: { bucket, server: "minio", endpoint: "http://host.docker.internal:9000" } } },
      "",
    ],
  ]);
});
