import assert from "node:assert/strict";
import type { Plan } from "../ops/recovery/plan";
import { objectOf, objectsOf } from "./kubernetes-objects";
import { Rehearsals, type Sections, withSections } from "./testing-start";

const s3 = { s3: { bucket: "alfred-platform-prod", region: "us-west-2" } };
const files = { backend: "file", uploadLimit: "100MiB" };

const keys = { accessKeyId: { secure: "v1:abc" }, secretAccessKey: { secure: "v1:abc" } };
const none = { method: "none", reason: "It is made anew by the program" };
const others = {
  "postgres-data": none,
  "redis-data": { method: "files", beside: { app: "redis" } },
  "vector-db-data": none,
};
const recovery = (volumes: object, place: object = { region: "us-west-2" }) => ({
  backup: { to: { s3: { bucket: "alfred-recovery", ...place, ...keys } }, volumes },
});

/** Sections that take the place of those in the project's stack file, by the stack that they make; nothing is in AWS. */
const variants: Readonly<Record<string, Sections>> = {
  files: { service: files, kubernetes: {} },
  "own-class": {
    service: { ...files, encryptAtRest: true },
    kubernetes: {
      storageClass: {
        name: "encrypted",
        provisioner: "ebs.csi.aws.com",
        parameters: { type: "gp3", encrypted: "true" },
      },
      claims: { "db-storage-data": { size: "80Gi", storageClass: "encrypted" } },
    },
    ...recovery({}),
  },
  "given-class": {
    service: { ...files, encryptAtRest: true },
    kubernetes: { claims: { "db-storage-data": { size: "80Gi", storageClass: "vault-backed" } } },
    ...recovery({}),
  },
  ingress: {
    imageProxy: {},
    kubernetes: { route: { host: "storage.example.com", clusterIssuer: "letsencrypt" } },
  },
  minio: {
    service: {
      s3: {
        bucket: "alfred-platform",
        server: "minio",
        endpoint: "http://minio.store.svc:9000",
        ...keys,
      },
      uploadLimit: "100MiB",
    },
    ...recovery(
      { "redis-data": none, "vector-db-data": { method: "files" } },
      { server: "minio", endpoint: "http://minio.store.svc:9000", prefix: "prod" },
    ),
    kubernetes: {
      claims: {
        "redis-data": { size: "10Gi", volume: { driver: "ebs.csi.aws.com", handle: "vol-0123" } },
        "vector-db-data": { size: "30Gi", volume: { path: "/mnt/vector", node: "node-1" } },
      },
    },
  },
  gateway: {
    kubernetes: {
      route: {
        kind: "gateway",
        host: "storage.example.com",
        gateway: "public",
        gatewayNamespace: "infra",
        listener: "https",
      },
      secrets: { service: "storage-variables", api: "api-variables", externalStore: "vault" },
    },
  },
  "given-secrets": {
    database: {
      ...{ host: "db.data.svc", administrator: "postgres", password: { secure: "v1:abc" } },
      ...{ tls: "require", reach: "tunnel" },
    },
    service: { ...s3, uploadLimit: "100MiB" },
    kubernetes: { secrets: { service: "storage-variables", api: "api-variables" } },
  },
};

describe("The rehearsal of other stacks on Kubernetes", function () {
  this.timeout(300_000);
  const rehearsals = new Rehearsals();
  let stdout: string;
  before(() => {
    for (const [name, sections] of Object.entries(variants)) {
      const unmanaged = {
        ...{ aws: undefined, service: { ...s3, uploadLimit: "100MiB" } },
        ...recovery(others),
      };
      rehearsals.write("prod", (text) => withSections(text, { ...unmanaged, ...sections }), { name });
    }
    const { status, stderr, stdout: text } = rehearsals.run();
    assert.equal(status, 0, stderr);
    stdout = text;
  });
  after(() => {
    rehearsals.end();
  });

  const deployment = (stack: string, name = "storage-service") =>
    objectOf(rehearsals.resources(stack), "Deployment", name) ?? assert.fail();
  const pod = (stack: string, name?: string) => deployment(stack, name).spec?.template.spec ?? assert.fail();
  const variables = (stack: string) =>
    Object.fromEntries((pod(stack).containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
  const kinds = (stack: string) => rehearsals.resources(stack).map(({ inputs }) => inputs["kind"]);
  const policy = (stack: string, name: string) => objectOf(rehearsals.resources(stack), "NetworkPolicy", name)?.spec;

  for (const [stack, size, storageClass] of [
    ["files", "50Gi", "standard"],
    ["own-class", "80Gi", "encrypted"],
    ["given-class", "80Gi", "vault-backed"],
  ] as const) {
    it(`keeps files on a claim, which one replica mounts at a time: ${stack}`, () => {
      const { spec } = deployment(stack);
      assert.deepEqual([spec?.replicas, spec?.strategy], [1, { type: "Recreate" }]);
      assert.ok(!kinds(stack).includes("HorizontalPodAutoscaler"));
      const volume = { name: "data-0", persistentVolumeClaim: { claimName: "db-storage-data" } };
      assert.deepEqual(pod(stack).volumes?.at(-1), volume);
      assert.deepEqual(pod(stack).containers[0]?.volumeMounts?.at(-1), {
        name: "data-0",
        mountPath: "/var/lib/storage",
      });
      assert.equal(variables(stack)["STORAGE_BACKEND"], "file");
      const claim = objectOf(rehearsals.resources(stack), "PersistentVolumeClaim", "db-storage-data")?.spec;
      assert.deepEqual([claim?.resources?.requests?.["storage"], claim?.storageClassName], [size, storageClass]);
    });
  }

  it("makes the storage class that is asked for, before the claims", () => {
    const resources = rehearsals.resources("own-class");
    const made = objectOf(resources, "StorageClass", "encrypted");
    assert.deepEqual([made?.provisioner, made?.parameters], ["ebs.csi.aws.com", { type: "gp3", encrypted: "true" }]);
    const claims = resources.find(({ name }) => name === "db-storage-data");
    const [order] = resources.filter(({ inputs }) => inputs["kind"] === "StorageClass");
    assert.ok(order !== undefined && claims !== undefined && resources.indexOf(order) < resources.indexOf(claims));
    assert.ok(!stdout.includes("Assumed: the storage class encrypted "));
  });

  it("takes for granted that a given storage class encrypts, and says so", () => {
    assert.ok(!kinds("given-class").includes("StorageClass"));
    assert.match(stdout, /^info: Assumed: the storage class vault-backed exists and encrypts its volumes\. .*$/m);
  });

  it("transforms images by imgproxy, and is reached from outside through an Ingress", () => {
    assert.match(pod("ingress", "imgproxy").containers[0]?.image ?? "", /^darthsim\/imgproxy:v[0-9.]+$/);
    const { IMGPROXY_URL, IMAGE_TRANSFORMATION_ENABLED, STORAGE_PUBLIC_URL } = variables("ingress");
    assert.deepEqual([IMAGE_TRANSFORMATION_ENABLED, IMGPROXY_URL], ["true", "http://imgproxy:8080"]);
    assert.equal(STORAGE_PUBLIC_URL, "https://storage.example.com");
    const ingress = objectOf(rehearsals.resources("ingress"), "Ingress", "storage-service");
    assert.deepEqual(ingress?.spec?.tls, [{ hosts: ["storage.example.com"], secretName: "storage-service-tls" }]);
    assert.equal(ingress.metadata?.annotations?.["cert-manager.io/cluster-issuer"], "letsencrypt");
    assert.deepEqual(policy("ingress", "storage-service-ingress")?.ingress, [
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } }],
        ports: [{ protocol: "TCP", port: 5000 }],
      },
    ]);
  });

  it("talks to an S3 server of the cluster, and to nothing of AWS", () => {
    const { STORAGE_S3_ENDPOINT, STORAGE_S3_FORCE_PATH_STYLE, STORAGE_S3_REGION } = variables("minio");
    assert.equal(STORAGE_S3_ENDPOINT, "http://minio.store.svc:9000");
    assert.deepEqual([STORAGE_S3_FORCE_PATH_STYLE, STORAGE_S3_REGION], ["true", "us-east-1"]);
    const rules = policy("minio", "storage-service-egress")?.egress ?? [];
    assert.deepEqual(
      rules.filter(({ ports }) => ports?.some(({ port }) => port === 9000 || port === 443)),
      [
        {
          to: [
            {
              podSelector: { matchLabels: { app: "minio" } },
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "store" } },
            },
          ],
          ports: [{ protocol: "TCP", port: 9000 }],
        },
      ],
    );
    const all = JSON.stringify(rehearsals.resources("minio"));
    assert.doesNotMatch(all, /ipBlock|amazonaws|eks\.|169\.254/);
  });

  const plan = (stack: string) => {
    const [text] = objectsOf(rehearsals.resources(stack), "ConfigMap").flatMap(({ data }) => data?.["plan.json"] ?? []);
    return JSON.parse(text ?? assert.fail()) as Plan;
  };

  it("keeps recovery points of files in S3, by a job beside the service that reads their claim", () => {
    const job = objectOf(rehearsals.resources("files"), "CronJob", "backup-storage")?.spec?.jobTemplate.spec?.template;
    assert.deepEqual(job?.spec?.volumes?.at(-1), {
      ...{ name: "data", persistentVolumeClaim: { claimName: "db-storage-data" } },
    });
    assert.deepEqual(job.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution, [
      { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "db-storage" } } },
    ]);
    assert.deepEqual(plan("files").objects, {
      ...{ kind: "file", folder: "/data/storage/alfred-platform/storage-single-tenant" },
    });
    assert.equal(plan("files").repository, "s3:https://s3.us-west-2.amazonaws.com/alfred-recovery/restic");
    const names = objectsOf(rehearsals.resources("own-class"), "CronJob").map(({ metadata }) => metadata?.name);
    assert.deepEqual(names.sort(), ["backup-database", "backup-drill", "backup-prune", "backup-storage"]);
  });

  it("keeps recovery points on the objects' own server with static keys, in a path", () => {
    const { repository, repositoryBucket, objects } = plan("minio");
    assert.equal(repository, "s3:http://minio.store.svc:9000/alfred-recovery/prod/restic");
    const at = { region: "us-east-1", endpoint: "http://minio.store.svc:9000", forcePathStyle: true };
    const signed = { ...at, checksumsWhenRequired: false, credentialsFile: "/etc/alfred-backup/s3-credentials.json" };
    assert.deepEqual(repositoryBucket, { bucket: "alfred-recovery", prefix: "prod", ...signed });
    assert.ok(objects.kind === "s3");
    assert.deepEqual([objects.bucket, objects.copies.bucket], ["alfred-platform", "alfred-recovery"]);
    const ports = policy("minio", "storage-backup-egress")?.egress?.flatMap(({ ports }) =>
      ports?.map(({ port }) => port),
    );
    assert.deepEqual(ports, [53, 53, 5432, 9000]);
    const account = objectOf(rehearsals.resources("minio"), "ServiceAccount", "storage-backup");
    assert.equal(account?.metadata?.annotations, undefined);
  });

  it("binds volumes that exist", () => {
    const volumes = objectsOf(rehearsals.resources("minio"), "PersistentVolume").map(({ metadata, spec }) => [
      metadata?.name,
      spec?.csi?.volumeHandle ?? spec?.local?.path,
      spec?.persistentVolumeReclaimPolicy,
    ]);
    assert.deepEqual(volumes, [
      ["alfred-platform-redis-data", "vol-0123", "Retain"],
      ["alfred-platform-vector-db-data", "/mnt/vector", "Retain"],
    ]);
    const claims = objectsOf(rehearsals.resources("minio"), "PersistentVolumeClaim");
    assert.deepEqual(
      claims.map(({ spec }) => spec?.volumeName),
      volumes.map(([name]) => name),
    );
  });

  it("is reached through a Gateway that exists", () => {
    const [route] = objectsOf(rehearsals.resources("gateway"), "HTTPRoute");
    assert.deepEqual(route?.spec.hostnames, ["storage.example.com"]);
    assert.deepEqual(route.spec.parentRefs, [{ name: "public", namespace: "infra", sectionName: "https" }]);
    assert.equal(variables("gateway")["STORAGE_PUBLIC_URL"], "https://storage.example.com");
  });

  it("mounts Secrets that exist, or that External Secrets makes, and makes none itself", () => {
    for (const [stack, external] of [
      ["gateway", 2],
      ["given-secrets", 0],
    ] as const) {
      const made = rehearsals
        .resources(stack)
        .filter(({ inputs }) => /^(External)?Secret$/.test(String(inputs["kind"])));
      const ofService = made.filter(({ name }) => name !== "storage-backup").map(({ inputs }) => inputs["kind"]);
      assert.deepEqual(ofService, Array(external).fill("ExternalSecret"), stack);
      const mounted = ["storage-service", "db-api"].map((name) =>
        pod(stack, name).volumes?.flatMap(({ secret }) => secret?.secretName ?? []),
      );
      assert.deepEqual(mounted, [["storage-variables"], ["api-variables"]], stack);
    }
  });

  it("ends with the tunnel that a database needs, whose relay may reach it", () => {
    const command = "npm run ops -- tunnel --stack given-secrets -- pulumi up --stack given-secrets";
    assert.ok(stdout.includes("PostgreSQL on db.data.svc:5432") && stdout.includes(command));
    const page = rehearsals.pageText();
    assert.ok(page.includes("the tunnel's relay PostgreSQL:5432 DNS:53/UDP storage-service:5000"));
  });

  it("shows on the page routes, imgproxy, volumes that exist and what was assumed", () => {
    const page = rehearsals.pageText();
    for (const text of [
      "Clients outside https://storage.example.com Ingress of class nginx",
      "Clients outside https://storage.example.com Gateway infra/public",
      "imgproxy darthsim/imgproxy:",
      "Files on a claim /var/lib/storage db-storage-data, 80Gi, encrypted",
      "the route's controller in ingress-nginx storage-service:5000",
      "vol-0123 of ebs.csi.aws.com",
      "/mnt/vector on node-1",
      "info Assumed: the storage class vault-backed",
    ]) {
      assert.ok(page.includes(text), text);
    }
  });
});
