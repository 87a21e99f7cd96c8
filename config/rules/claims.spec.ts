import { fileConfig, goodConfig, goodKubernetes, judges } from "../fixture";

type Section = Readonly<Record<string, unknown>>;

const onFiles = (change: Section) => ({ kubernetes: { ...fileConfig.kubernetes, ...change } });
const encrypted = (change: Section, key = "encryptAtRest") => ({
  ...onFiles(change),
  service: { backend: "file", [key]: true },
});
const storage = (change: Section = {}) => ({ "db-storage-data": { size: "50Gi", ...change } });
const storageClass = (parameters: Section) => ({ name: "own", provisioner: "ebs.csi.aws.com", parameters });

describe("the rules of claims", () => {
  judges(goodConfig, [
    ["claims of one's own", goodKubernetes({ claims: { "redis-data": { size: "10Gi", storageClass: "gp3" } } }), ""],
    ["no claims", goodKubernetes({ claims: {} }), ""],
    [
      "sizes without a unit, and small ones",
      goodKubernetes({ claims: { a: { size: 20 }, b: { size: "512Mi" }, c: { size: "1MiB" }, d: { size: "1GiB" } } }),
      `error: FILE: alfred-storage:kubernetes.claims.a.size (20) is less than any file system needs.
  Write it with its unit, such as 20Gi.
warning: FILE: alfred-storage:kubernetes.claims.b.size (512Mi) is less than 1GiB, the smallest volume that most drivers make.
  Write it with its unit, such as 20Gi.
warning: FILE: alfred-storage:kubernetes.claims.c.size (1MiB) is less than 1GiB, the smallest volume that most drivers make.
  Write it with its unit, such as 20Gi.`,
    ],
    [
      "a claim of the file backend without it",
      goodKubernetes({ claims: storage() }),
      `note: FILE: alfred-storage:kubernetes.claims.db-storage-data ({"size":"50Gi"}) is mounted by nothing while service.backend is s3.
  Leave it out, unless it holds objects to be moved.`,
    ],
    [
      "a storage class that is no claim's",
      goodKubernetes({ storageClass: storageClass({}) }),
      `note: FILE: alfred-storage:kubernetes.storageClass.name (own) is the class of no claim of this stack.
  Name it as storageClass of a claim in kubernetes.claims, or leave kubernetes.storageClass out.`,
    ],
    [
      "a storage class of the claims by default",
      goodKubernetes({ storageClass: { ...storageClass({}), name: "standard" } }),
      "",
    ],
  ]);
  judges(fileConfig, [
    ["the claim of the file backend", onFiles({ claims: storage() }), ""],
    [
      "claims without that of the file backend",
      onFiles({ claims: { "redis-data": { size: "10Gi" } } }),
      `error: FILE: alfred-storage:kubernetes.claims ({"redis-data":{"size":"10Gi"}}) lacks db-storage-data, which holds the objects of the file backend.
  Add db-storage-data: { size: 50Gi } to it, or set service.backend to s3.`,
    ],
    [
      "claims without that of the file backend, which would have to be encrypted",
      encrypted({ claims: {} }),
      `error: FILE: alfred-storage:kubernetes.claims ({}) lacks db-storage-data, which holds the objects of the file backend.
  Add db-storage-data: { size: 50Gi } to it, or set service.backend to s3.`,
    ],
    ["encrypted files of a class that exists", encrypted({ claims: storage({ storageClass: "gp3-encrypted" }) }), ""],
    ["encrypted files of the class by default", encrypted({}), ""],
    [
      "encrypted files of the stack's own class",
      encrypted({
        claims: storage({ storageClass: "own" }),
        storageClass: storageClass({ type: "gp3", encrypted: "true" }),
      }),
      "",
    ],
    [
      "files to be encrypted, of an own class that does not",
      encrypted({ claims: storage({ storageClass: "own" }), storageClass: storageClass({ type: "gp3" }) }),
      `error: FILE: alfred-storage:kubernetes.storageClass.parameters ({"type":"gp3"}) lacks encrypted: "true", and service.encryptAtRest is true: the service itself encrypts nothing.
  Add the line encrypted: "true" below kubernetes.storageClass.parameters, or write encryptAtRest: false.`,
    ],
    [
      "files to be encrypted in the seed's spelling, of an own class without parameters",
      encrypted(
        {
          claims: storage({ storageClass: "own" }),
          storageClass: { name: "own", provisioner: "ebs.csi.aws.com" },
        },
        "encrypt_at_rest",
      ),
      `error: FILE: alfred-storage:kubernetes.storageClass.parameters lacks encrypted: "true", and service.encryptAtRest is true: the service itself encrypts nothing.
  Add the line encrypted: "true" below kubernetes.storageClass.parameters, or write encryptAtRest: false.`,
    ],
    [
      "files to be encrypted, of an own class by default",
      encrypted({ storageClass: { ...storageClass({ encrypted: "false" }), name: "standard" } }),
      `error: FILE: alfred-storage:kubernetes.storageClass.parameters ({"encrypted":"false"}) lacks encrypted: "true", and service.encryptAtRest is true: the service itself encrypts nothing.
  Add the line encrypted: "true" below kubernetes.storageClass.parameters, or write encryptAtRest: false.`,
    ],
    [
      "files to be encrypted in a volume that exists",
      encrypted({ claims: storage({ volume: { driver: "ebs.csi.aws.com", handle: "vol-1" } }) }),
      `error: FILE: alfred-storage:service.encryptAtRest (true) cannot be seen to: kubernetes.claims.db-storage-data.volume exists already, and a volume does not say whether it is encrypted.
  Let an encrypted storage class make the volume, or write false and see to it yourself.`,
    ],
    [
      "a storage class that could not be read",
      encrypted({ claims: storage({ storageClass: "own" }), storageClass: storageClass({ encrypted: true }) }),
      `error: FILE: alfred-storage:kubernetes.storageClass.parameters.encrypted (true) is not text; put it in quotes: "true".`,
    ],
  ]);
});
