import { z } from "zod";
import { cidr } from "./cidr";
import { claims, storageClass, texts } from "./claims";
import { count, port, share, standardPorts, text } from "./fields";
import { name, routeHost, subdomain } from "./kubernetes-names";
import { labels } from "./labels";

const ranges = () => z.array(cidr()).min(1, { error: "is an empty list; leave it out" });

const peer = (what: string) =>
  z
    .strictObject({
      cidrs: ranges().optional().describe("Ranges of IP addresses."),
      namespace: name().optional().describe("The namespace of its pods. Default: that of the stack."),
      pods: labels
        .optional()
        .describe("Labels of its pods, such as app: db-postgres. Default with a namespace: all of its pods."),
    })
    .optional()
    .describe(what);

// What the other kind would ignore has no default here, so that the rules see what is written.
const route = z.strictObject({
  kind: z
    .enum(["ingress", "gateway"])
    .default("ingress")
    .describe("An Ingress, or an HTTPRoute of a Gateway that exists."),
  host: routeHost().describe("The host name by which clients reach the service; part of its public URL."),
  className: subdomain()
    .optional()
    .describe(
      "The class of the Ingress. Its controller's limits are set by nginx's annotations. Only with kind: ingress. Default: nginx.",
    ),
  tlsSecret: subdomain()
    .optional()
    .describe("The Secret with the Ingress' certificate. Only with kind: ingress. Default: storage-service-tls."),
  clusterIssuer: subdomain()
    .optional()
    .describe(
      "The issuer of cert-manager that makes the certificate. Only with kind: ingress. Default: it is there already.",
    ),
  gateway: name().optional().describe("The Gateway, whose listener has the certificate. Only with kind: gateway."),
  listener: name()
    .optional()
    .describe(
      "The Gateway's listener for HTTPS, by its name, so that none without TLS takes requests. Only with kind: gateway. Default: every listener of the Gateway.",
    ),
  gatewayNamespace: name()
    .optional()
    .describe("The Gateway's namespace. Only with kind: gateway. Default: that of the stack."),
  controllerNamespace: name()
    .optional()
    .describe(
      "The namespace of the controller's pods, from which the network policy lets requests in. Default: ingress-nginx; of a Gateway, its own namespace.",
    ),
  annotations: texts().default({}).describe("Further annotations of the route."),
});

const secrets = z.strictObject({
  service: subdomain()
    .optional()
    .describe(
      "A Secret that exists and has the service's secret variables, as a .env file, under the key .env. Default: the program makes it.",
    ),
  api: subdomain()
    .optional()
    .describe(
      "A Secret that exists and has PostgREST's database-url and keys.json, and ca.pem with database.tlsCertificateAuthority. Default: the program makes it.",
    ),
  externalStore: subdomain()
    .optional()
    .describe(
      "A ClusterSecretStore of the External Secrets Operator, from whose entries of the same names both Secrets are then made.",
    ),
});

const endpoint = (what: string) =>
  z
    .strictObject({ cidrs: ranges().describe("Ranges of IP addresses.") })
    .optional()
    .describe(what);

const network = z.strictObject({
  database: peer(
    "Where the database is. Default: what database.serviceHost says, where that is an address or a Service.",
  ),
  objectStore: peer(
    "Where the S3 backend is. Default: what service.s3.endpoint says, where that is an address or a Service; else any public address.",
  ),
  backups: peer(
    "Where the bucket of backup.to is. Default: what backup.to.s3.endpoint says, where that is an address or a Service; objectStore, where that is the same server in the same region; else any public address.",
  ),
  sts: endpoint(
    "Where STS is, from which the service gets its credentials with aws.identity.kind: irsa: an interface endpoint. Default: nowhere but where objectStore leads.",
  ),
  kms: endpoint(
    "Where KMS is: an interface endpoint. S3 uses the key itself, so the service needs no way there of its own. Default: as for sts.",
  ),
  monitoring: name().optional().describe("The namespace that may read the service's metrics. Default: none may."),
});

/** `alfred-storage:kubernetes` */
export const kubernetes = z.strictObject({
  context: text(/^\S+$/, "the name of a context")
    .optional()
    .describe(
      "The context of the kubeconfig, so that no other cluster is reached by accident. Default: the current one.",
    ),
  namespace: name().optional().describe("The namespace, without namePrefix. Default: alfred-platform."),
  createNamespace: z
    .boolean()
    .optional()
    .describe(
      "Whether the program makes the namespace and has it enforce the restricted Pod Security Standard; false: it is there already. Default: true.",
    ),
  priorityClass: subdomain()
    .optional()
    .describe("The PriorityClass of the pods, which exists. Default: the program makes alfred-storage."),
  rolloutMinutes: count("minutes")
    .optional()
    .describe("How long pods may take to get ready before pulumi up fails and says why. Default: 10."),
  claims: claims
    .optional()
    .describe(
      "The data volumes' claims by name. Default: postgres-data 20Gi, redis-data 10Gi, vector-db-data 30Gi, and db-storage-data 50Gi with the file backend.",
    ),
  storageClass: storageClass
    .optional()
    .describe("A storage class that the program makes, such as an encrypted one. Default: those that exist."),
  secrets: secrets.optional().describe("Secrets that the program does not make itself."),
  route: route.optional().describe("How clients outside of the cluster reach the service. Default: they do not."),
  network: network.optional().describe("Whom the storage service may talk to, beside the seed's own rule."),
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
