import { z } from "zod";
import { count, forEditors, host, port, share, size, standardPorts, text } from "./fields";
import { labels } from "./labels";

/** What names a Kubernetes object that becomes a part of a DNS name (RFC 1123). */
const name = () =>
  text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "a name of at most 63 lower-case letters, digits and dashes");

/** The same, with dots. */
const subdomain = () =>
  text(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    "a name of lower-case letters, digits, dashes and dots",
  );

const cidr = () =>
  text(
    /^([0-9]{1,3}(\.[0-9]{1,3}){3}\/([0-9]|[12][0-9]|3[0-2])|[0-9a-fA-F:]*:[0-9a-fA-F:.]*\/[0-9]{1,3})$/,
    "a range of addresses such as 10.0.0.0/16",
  );

const peer = (what: string) =>
  z
    .strictObject({
      cidrs: z
        .array(cidr())
        .min(1, { error: "is an empty list; leave it out" })
        .optional()
        .describe("Ranges of IP addresses."),
      namespace: name().optional().describe("The namespace of its pods. Default: that of the stack."),
      pods: labels.optional().describe("Labels of its pods, such as app: db-postgres."),
    })
    .optional()
    .describe(what);

const staticVolume = z.strictObject({
  driver: subdomain().optional().describe("The CSI driver, such as ebs.csi.aws.com."),
  handle: text(/^\S+$/, "a volume's handle").optional().describe("The driver's name of the volume, such as vol-0123."),
  path: text(/^(\/[^/\s]+)+$/, "an absolute path such as /mnt/disks/redis")
    .optional()
    .describe("A folder of a node, in place of driver and handle."),
  node: subdomain().optional().describe("The node of the folder."),
  fsType: text(/^[a-z0-9]+$/, "a file system such as ext4")
    .default("ext4")
    .describe("The file system of the volume."),
});

const claim = z.strictObject({
  size: size().describe("How much is claimed, such as 20Gi. It may grow, never shrink."),
  storageClass: subdomain().default("standard").describe("The storage class that makes the volume."),
  accessMode: z
    .enum(["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"])
    .default("ReadWriteOnce")
    .describe("Who may mount it at a time: the pods of one node, one pod, or all."),
  volume: staticVolume.optional().describe("A volume that exists, which is then bound. Default: the class makes one."),
});

const wrongName = "is not a name of a claim; at most 63 lower-case letters, digits and dashes are allowed";
const claims = z
  .record(z.string(), claim)
  .superRefine((written, context) => {
    for (const key of Object.keys(written)) {
      if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(key))
        context.addIssue({ code: "custom", path: [key], message: wrongName });
    }
  })
  .register(forEditors, { keywords: () => ({ propertyNames: { pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" } }) });

const storageClass = z.strictObject({
  name: subdomain().describe("Its name; claims name it as their storageClass."),
  provisioner: subdomain().describe("What makes its volumes, such as ebs.csi.aws.com."),
  parameters: z
    .record(z.string(), z.string())
    .default({})
    .describe('What the provisioner is told, such as type: gp3 and encrypted: "true".'),
  zones: z
    .array(text(/^[a-z0-9-]+$/, "a zone such as us-west-2a"))
    .default([])
    .describe("The zones in which it makes volumes. Default: where the pod is, in any."),
});

const routeKinds = ["ingress", "gateway"] as const;
const route = z.strictObject({
  kind: z.enum(routeKinds).default("ingress").describe("An Ingress, or an HTTPRoute of a Gateway that exists."),
  host: host().describe("The host name by which clients reach the service; part of its public URL."),
  className: subdomain()
    .default("nginx")
    .describe("The class of the Ingress. Its controller's limits are set by nginx's annotations."),
  tlsSecret: subdomain().optional().describe("The Secret with the Ingress' certificate. Default: storage-service-tls."),
  clusterIssuer: subdomain()
    .optional()
    .describe("The issuer of cert-manager that makes the certificate. Default: it is there already."),
  gateway: name().optional().describe("The Gateway, whose listener has the certificate; only with kind: gateway."),
  gatewayNamespace: name().optional().describe("The Gateway's namespace. Default: that of the stack."),
  controllerNamespace: name()
    .default("ingress-nginx")
    .describe("The namespace of the controller's pods, from which the network policy lets requests in."),
  annotations: z.record(z.string(), z.string()).default({}).describe("Further annotations of the route."),
});

const secrets = z.strictObject({
  service: subdomain()
    .optional()
    .describe(
      "A Secret that exists and has the service's whole environment under the key .env. Default: the program makes it.",
    ),
  api: subdomain()
    .optional()
    .describe("A Secret that exists and has PostgREST's database-url and keys.json. Default: the program makes it."),
  externalStore: subdomain()
    .optional()
    .describe("A ClusterSecretStore of the External Secrets Operator, from which both Secrets are then made."),
});

/** `alfred-storage:kubernetes` */
export const kubernetes = z.strictObject({
  context: text(/^\S+$/, "the name of a context")
    .optional()
    .describe(
      "The context of the kubeconfig, so that no other cluster is reached by accident. Default: the current one.",
    ),
  namespace: name().default("alfred-platform").describe("The namespace, without namePrefix."),
  createNamespace: z
    .boolean()
    .default(true)
    .describe(
      "Whether the program makes the namespace and has it enforce the restricted Pod Security Standard; false: it is there already.",
    ),
  claims: claims
    .optional()
    .describe(
      "The data volumes' claims by name. Default: postgres-data 20Gi, redis-data 10Gi, vector-db-data 30Gi, and db-storage-data 50Gi with the file backend.",
    ),
  storageClass: storageClass
    .optional()
    .describe("A storage class that the program makes, such as an encrypted one. Default: those that exist."),
  secrets: secrets.prefault({}).describe("Secrets that the program does not make itself."),
  route: route.optional().describe("How clients outside of the cluster reach the service. Default: they do not."),
  network: z
    .strictObject({
      database: peer(
        "Where the database is. Default: what database.serviceHost says, where that is an address or a Service.",
      ),
      objectStore: peer("Where the S3 backend is. Default: any public address on port 443."),
      monitoring: name().optional().describe("The namespace that may read the service's metrics. Default: none may."),
    })
    .prefault({})
    .describe("Whom the storage service may talk to, beside the seed's own rule."),
});

/** `alfred-storage:imageProxy` */
export const imageProxy = z.strictObject({
  replicas: count("replicas").default(2).describe("How many copies of imgproxy run."),
  limits: share("that each replica may use at most", "1", "1GiB").prefault({}).describe("What may be used at most."),
});

/** `alfred-storage:database.tunnel` */
export const tunnel = z.strictObject({
  port: port().default(standardPorts.tunnel).describe("The TCP port on 127.0.0.1 at which the tunnel's end is."),
  pods: labels
    .optional()
    .describe("Labels of the PostgreSQL pods to forward to. Default: a relay pod to database.host."),
  namespace: name()
    .optional()
    .describe("The namespace of these pods, or of the relay pod. Default: that of the stack."),
});
