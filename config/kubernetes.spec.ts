import { goodConfig, goodKubernetes, judges } from "./fixture";

const claim = { size: "10Gi" };

describe("a stack file's cluster", () => {
  judges(goodConfig, [
    [
      "everything that can be written",
      goodKubernetes({
        context: "arn:aws:eks:us-west-2:123456789012:cluster/prod",
        namespace: "data",
        createNamespace: false,
        claims: {
          "postgres-data": { size: "20Gi", storageClass: "encrypted", accessMode: "ReadWriteOncePod" },
          "redis-data": { size: "10Gi", volume: { path: "/mnt/redis", node: "node-1" } },
        },
        storageClass: {
          name: "encrypted",
          provisioner: "ebs.csi.aws.com",
          parameters: { type: "gp3", encrypted: "true" },
          zones: ["us-west-2a"],
        },
        secrets: { api: "database-api" },
        route: {
          host: "storage.example.com",
          className: "traefik",
          annotations: { "example.com/owner": "storage" },
          controllerNamespace: "traefik",
        },
        network: {
          database: { namespace: "data", pods: { app: "db-postgres" } },
          objectStore: { cidrs: ["10.0.1.0/24", "2001:db8::/32"] },
          monitoring: "monitoring",
        },
      }),
      "",
    ],
    [
      "every mistake in claims",
      goodKubernetes({
        claims: {
          "Redis Data": claim,
          a: {},
          b: { size: "10G", storageClas: "gp3", accessMode: "ReadWriteTwice" },
          c: {
            ...claim,
            volume: { path: "/mnt/../etc", node: "Node 1", driver: "EBS", handle: "vol 1", fsType: "EXT4" },
          },
        },
      }),
      `error: FILE: alfred-storage:kubernetes.claims.Redis Data ({"size":"10Gi"}) is not a name of a claim; at most 63 lower-case letters, digits and dashes are allowed.
error: FILE: alfred-storage:kubernetes.claims.a.size is missing.
  Add it: how much is claimed, such as 20Gi. It may grow, never shrink.
error: FILE: alfred-storage:kubernetes.claims.b.size (10G) has the ambiguous unit G; write GiB (powers of 1024) or GB (powers of 1000).
error: FILE: alfred-storage:kubernetes.claims.b.accessMode (ReadWriteTwice) is not known; allowed: ReadWriteOnce, ReadWriteOncePod, ReadWriteMany.
  Write ReadWriteOnce.
error: FILE: alfred-storage:kubernetes.claims.b.storageClas is not a known key; known: size, storageClass, accessMode, volume.
  Rename it to storageClass.
error: FILE: alfred-storage:kubernetes.claims.c.volume.driver (EBS) is not a name of lower-case letters, digits, dashes and dots.
error: FILE: alfred-storage:kubernetes.claims.c.volume.handle ("vol 1") is not a volume's handle.
error: FILE: alfred-storage:kubernetes.claims.c.volume.path (/mnt/../etc) is not an absolute path such as /srv/alfred-storage, without . and .. and without a slash at its end.
error: FILE: alfred-storage:kubernetes.claims.c.volume.node ("Node 1") is not a name of lower-case letters, digits, dashes and dots.
error: FILE: alfred-storage:kubernetes.claims.c.volume.fsType (EXT4) is not a file system such as ext4.`,
    ],
    [
      "every mistake in a storage class",
      goodKubernetes({
        storageClass: { name: "Own", parameters: { encrypted: true, iops: 3000, type: null }, zones: ["us west"] },
      }),
      `error: FILE: alfred-storage:kubernetes.storageClass.name (Own) is not a name of lower-case letters, digits, dashes and dots.
error: FILE: alfred-storage:kubernetes.storageClass.provisioner is missing.
  Add it: what makes its volumes, such as ebs.csi.aws.com.
error: FILE: alfred-storage:kubernetes.storageClass.parameters.encrypted (true) is not text; put it in quotes: "true".
error: FILE: alfred-storage:kubernetes.storageClass.parameters.iops (3000) is not text; put it in quotes: "3000".
error: FILE: alfred-storage:kubernetes.storageClass.parameters.type (null) is not text; put it in quotes.
error: FILE: alfred-storage:kubernetes.storageClass.zones[0] ("us west") is not a zone such as us-west-2a.`,
    ],
    [
      "every mistake in a route",
      goodKubernetes({ route: { kind: "Ingress", host: "10.0.0.7", className: "", annotations: { a: 1 }, path: "/" } }),
      `error: FILE: alfred-storage:kubernetes.route.kind (Ingress) is not known; allowed: ingress, gateway.
  Write ingress.
error: FILE: alfred-storage:kubernetes.route.host ("10.0.0.7") is not a host name such as storage.example.com, in lower-case letters, and no address.
error: FILE: alfred-storage:kubernetes.route.className ("") is not a name of lower-case letters, digits, dashes and dots.
error: FILE: alfred-storage:kubernetes.route.annotations.a (1) is not text; put it in quotes: "1".
error: FILE: alfred-storage:kubernetes.route.path is not a known key; known: kind, host, className, tlsSecret, clusterIssuer, gateway, listener, gatewayNamespace, controllerNamespace, annotations.
  Remove it.`,
    ],
    [
      "every other mistake",
      goodKubernetes({
        context: "",
        namespace: "Data",
        createNamespace: "no",
        secrets: { service: "a b" },
        contxt: "x",
      }),
      `error: FILE: alfred-storage:kubernetes.context ("") is not the name of a context.
error: FILE: alfred-storage:kubernetes.namespace (Data) is not a name of at most 63 lower-case letters, digits and dashes.
error: FILE: alfred-storage:kubernetes.createNamespace (no) is neither true nor false.
error: FILE: alfred-storage:kubernetes.secrets.service ("a b") is not a name of lower-case letters, digits, dashes and dots.
error: FILE: alfred-storage:kubernetes.contxt is not a known key; known: context, namespace, createNamespace, priorityClass, rolloutMinutes, claims, storageClass, secrets, route, network.
  Rename it to context.`,
    ],
    [
      "an empty list of ranges",
      goodKubernetes({ network: { database: { cidrs: [] } } }),
      "error: FILE: alfred-storage:kubernetes.network.database.cidrs ([]) is an empty list; leave it out.",
    ],
    [
      "every mistake in the image proxy",
      { imageProxy: { replicas: 0, limits: { memory: "1G" } } },
      `error: FILE: alfred-storage:imageProxy.replicas (0) is not a number of replicas; a whole number from 1 is allowed.
error: FILE: alfred-storage:imageProxy.limits.memory (1G) has the ambiguous unit G; write GiB (powers of 1024) or GB (powers of 1000).`,
    ],
  ]);
});
