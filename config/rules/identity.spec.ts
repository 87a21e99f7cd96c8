import { cloudConfig, dockerConfig, goodAws, goodKubernetes, goodS3, inAws, judges } from "../fixture";

const issuer = "oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF";
const role = "arn:aws:iam::123456789012:role/alfred";
const network = {
  database: { cidrs: ["10.0.0.0/24"] },
  objectStore: { cidrs: ["10.0.1.0/24"] },
  sts: { cidrs: ["10.0.2.0/24"] },
};
const keys = { accessKeyId: "AKIA0123", secretAccessKey: "very-secret" };
const as = (identity: object) => ({ ...inAws({ identity }), ...goodKubernetes({ network }) });
const none = { aws: {} };

describe("the rules of the service's identity", () => {
  judges(cloudConfig, [
    ["a cluster's own tokens", as({ kind: "irsa", issuer: `https://${issuer}/` }), ""],
    ["a cluster's agent and a role that exists", as({ kind: "pod-identity", cluster: "platform", role }), ""],
    [
      "tokens of nobody",
      as({ kind: "irsa", cluster: "platform" }),
      `error: FILE: alfred-storage:aws.identity.issuer is missing, and aws.identity.kind irsa needs it.
  Set it to what this prints: aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer.
error: FILE: alfred-storage:aws.identity.cluster (platform) has no effect while aws.identity.kind is irsa.
  Remove it, or set aws.identity.kind to pod-identity.`,
    ],
    [
      "an agent of nowhere",
      as({ kind: "pod-identity", issuer }),
      `error: FILE: alfred-storage:aws.identity.cluster is missing, and aws.identity.kind pod-identity needs it.
  Set it to the name of the EKS cluster.
error: FILE: alfred-storage:aws.identity.issuer (oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF) has no effect while aws.identity.kind is pod-identity.
  Remove it, or set aws.identity.kind to irsa.`,
    ],
    [
      "bounds of a role that exists",
      as({ kind: "irsa", issuer, role, permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary" }),
      `error: FILE: alfred-storage:aws.identity.permissionsBoundary (arn:aws:iam::123456789012:policy/boundary) has no effect while aws.identity.role names a role that exists, which is left as it is.
  Remove it, or remove aws.identity.role.`,
    ],
    [
      "an identity beside static keys",
      goodS3(keys),
      `error: FILE: alfred-storage:aws.identity ({"kind":"pod-identity","cluster":"platform"}) has no effect beside service.s3.accessKeyId, which the service would take in its place.
  Remove service.s3.accessKeyId and secretAccessKey, or aws.identity.`,
    ],
    [
      "static keys",
      { ...goodS3(keys), ...none },
      `warning: FILE: alfred-storage:service.s3.accessKeyId does not expire by itself, so whoever gets hold of it may use it until it is replaced.
  Write aws.identity in its place.`,
    ],
    [
      "nobody",
      none,
      `warning: FILE: alfred-storage:aws.identity is missing, and so are static keys: the pods would get credentials from nobody that the program knows, and the network policy keeps them from those of the nodes.
  Write it, with kind: irsa or kind: pod-identity.`,
    ],
    [
      "credentials in a Secret that exists",
      { ...none, ...goodKubernetes({ secrets: { service: "storage" } }) },
      `note: FILE: alfred-storage:kubernetes.secrets.service (storage) has the service's secrets, so what is here has no effect on the service: keys and the passwords that the program makes.
  Keep that Secret in step with the database and with the keys of the tokens that clients have.`,
    ],
    ["no section", { aws: false }, ""],
    [
      "an identity that could not be read",
      inAws({ identity: { kind: "irsa", issuer: "a b" } }),
      `error: FILE: alfred-storage:aws.identity.issuer ("a b") is not an issuer such as oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF.`,
    ],
  ]);
  judges(dockerConfig, [
    [
      "an identity on docker",
      { service: { backend: "s3", s3: { bucket: "alfred", region: "us-west-2" } }, aws: goodAws },
      `error: FILE: alfred-storage:aws.identity ({"kind":"pod-identity","cluster":"platform"}) has no effect on docker, where no pod has an account.
  Remove it, or set platform to kubernetes.`,
    ],
  ]);
});
