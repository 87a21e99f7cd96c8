import { dockerConfig, fileConfig, goodBucket, goodConfig, goodKubernetes, judges } from "../fixture";

describe("the rules of a cluster", () => {
  judges(dockerConfig, [
    [
      "nothing of a cluster on docker",
      { kubernetes: {}, database: { reach: "direct" }, service: { autoscaling: false } },
      "",
    ],
    [
      "what only a cluster has on docker",
      {
        database: { reach: "tunnel", tunnel: { port: 6000 }, maxConnections: 200 },
        api: { url: "http://db-api:3000" },
        service: { autoscaling: { maxReplicas: 4 } },
        imageProxy: {},
        kubernetes: { namespace: "data" },
      },
      `error: FILE: alfred-storage:database.reach (tunnel) has no effect on docker.
  Remove it, or set platform to kubernetes.
error: FILE: alfred-storage:database.tunnel ({"port":6000}) has no effect on docker.
  Remove it, or set platform to kubernetes.
error: FILE: alfred-storage:database.maxConnections (200) has no effect on docker.
  Remove it, or set platform to kubernetes.
error: FILE: alfred-storage:api.url (http://db-api:3000) has no effect on docker.
  Remove it, or set platform to kubernetes.
error: FILE: alfred-storage:service.autoscaling ({"maxReplicas":4}) has no effect on docker.
  Remove it, or set platform to kubernetes.
error: FILE: alfred-storage:imageProxy ({}) has no effect on docker.
  Remove it, or set platform to kubernetes.
error: FILE: alfred-storage:kubernetes ({"namespace":"data"}) has no effect on docker.
  Remove it, or set platform to kubernetes.`,
    ],
  ]);
  judges(goodConfig, [
    ["images that are transformed", { imageProxy: { replicas: 1 } }, ""],
    ["first objects that only a command uploads", goodBucket({ firstObjects: { folder: "objects", onUp: false } }), ""],
    [
      "first objects that pulumi up could not upload",
      goodBucket({ firstObjects: { folder: "objects", onUp: true } }),
      `error: FILE: alfred-storage:buckets[0].firstObjects.onUp (true) has no effect on kubernetes, where pulumi up does not reach the service.
  Remove it, and run: npm run ops -- objects upload.`,
    ],
    ["the longest namespace", { ...goodKubernetes({ namespace: "n".repeat(58) }) }, ""],
    [
      "a namespace that is too long with its prefix",
      { ...goodKubernetes({ namespace: "n".repeat(59) }) },
      `error: FILE: alfred-storage:kubernetes.namespace (${"n".repeat(59)}) is longer than 63 characters with namePrefix, blue-.
  Shorten one of the two.`,
    ],
  ]);
  judges(fileConfig, [
    [
      "images that are transformed, from files",
      { imageProxy: {} },
      `error: FILE: alfred-storage:imageProxy ({}) is not possible with the file backend: imgproxy would have to mount the volume of the service.
  Remove it, or set service.backend to s3.`,
    ],
  ]);
});
