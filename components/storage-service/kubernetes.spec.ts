import assert from "node:assert/strict";
import { around, labelsOf, resources } from "../kubernetes-fixture";
import type { ImageReference } from "../image-reference";
import { registered } from "../../storagedb/testing-program";
import { bytes } from "../units";
import type { ServiceSettings } from "./args";
import { StorageService, type StorageServiceArgs } from "./kubernetes";

const settings: ServiceSettings = {
  backend: {
    kind: "s3",
    bucket: "alfred-platform-prod",
    region: "us-west-2",
    forcePathStyle: false,
    checksumsWhenRequired: false,
    objectTags: true,
  },
  uploadLimit: bytes("100MiB"),
  tenantId: "storage-single-tenant",
  publicUrl: "https://storage.example.com",
  databaseApiUrl: "http://db-api:3000",
  databaseAdministrator: "postgres",
  databaseConnections: 10,
  queue: false,
};

async function made(changed: Partial<StorageServiceArgs> = {}) {
  const image = "supabase/storage-api:v1.74.0" as ImageReference;
  const secrets = { databaseUrl: "postgres://hunter2", anonKey: "hunter2" };
  return registered(() => {
    new StorageService("storage-service", {
      ...around(),
      image,
      settings,
      secrets,
      replicas: 3,
      resources,
      ...changed,
    });
  });
}

interface Pod {
  readonly spec: Record<string, unknown> & { readonly containers: readonly Record<string, unknown>[] };
}
interface DeploymentSpec {
  readonly replicas?: number;
  readonly strategy: object;
  readonly selector: object;
  readonly template: Pod & { readonly metadata: { readonly labels: object; readonly annotations?: object } };
}

async function deployment(changed: Partial<StorageServiceArgs> = {}) {
  const found = (await made(changed)).find(({ type }) => type.endsWith(":Deployment")) ?? assert.fail();
  const spec = found.inputs["spec"] as DeploymentSpec;
  const container = spec.template.spec.containers[0] ?? assert.fail();
  return { ...found, spec, pod: spec.template.spec, container };
}

const files = { kind: "file", path: "/var/lib/storage" } as const;

describe("StorageService on Kubernetes", () => {
  it("is a Deployment with the seed's names, an account, two Services and a disruption budget", async () => {
    const objects = (await made()).filter(({ type }) => type.startsWith("kubernetes:"));
    const names = objects.map(({ type, name }) => `${type.replace("kubernetes:", "")} ${name}`);
    assert.deepEqual(names.sort(), [
      "apps/v1:Deployment storage-service",
      "core/v1:Secret storage-service",
      "core/v1:Service db-storage",
      "core/v1:Service storage-service",
      "core/v1:ServiceAccount storage-service",
      "policy/v1:PodDisruptionBudget storage-service",
    ]);
  });

  it("runs three replicas, replaced one by one without a gap, selected by the seed's label", async () => {
    const { spec, inputs } = await deployment();
    assert.deepEqual(inputs["metadata"], {
      name: "storage-service",
      namespace: "alfred-platform",
      labels: labelsOf("db-storage", "service"),
    });
    assert.equal(spec.replicas, 3);
    assert.deepEqual(spec.selector, { matchLabels: { app: "db-storage" } });
    assert.deepEqual(spec.strategy, { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
    assert.deepEqual(spec.template.metadata.labels, labelsOf("db-storage", "service"));
  });

  it("is hardened", async () => {
    const { pod, container } = await deployment();
    assert.deepEqual(pod["securityContext"], {
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(container["securityContext"], {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.deepEqual(
      [pod["automountServiceAccountToken"], pod["enableServiceLinks"], pod["serviceAccountName"]],
      [false, false, "storage-service"],
    );
    assert.deepEqual([pod["priorityClassName"], pod["imagePullSecrets"]], ["alfred-storage", [{ name: "registries" }]]);
    assert.deepEqual(
      [container["image"], container["imagePullPolicy"]],
      ["supabase/storage-api:v1.74.0", "IfNotPresent"],
    );
  });

  it("has requests and limits for processor, memory and disk", async () => {
    const { container } = await deployment();
    assert.deepEqual(container["resources"], {
      requests: { cpu: "500m", memory: "1Gi", "ephemeral-storage": "512Mi" },
      limits: { cpu: "1", memory: "2Gi", "ephemeral-storage": "1Gi" },
    });
  });

  it("is ready by another probe than it is alive by, and gets the time that the service needs to end", async () => {
    const { pod, container } = await deployment();
    const probe = (path: string, periodSeconds: number, failureThreshold: number) => ({
      httpGet: { path, port: "http" },
      periodSeconds,
      timeoutSeconds: 5,
      failureThreshold,
    });
    assert.deepEqual(container["startupProbe"], probe("/status", 5, 60));
    assert.deepEqual(container["readinessProbe"], probe("/status", 10, 3));
    assert.deepEqual(container["livenessProbe"], probe("/version", 20, 3));
    assert.deepEqual(container["lifecycle"], { preStop: { sleep: { seconds: 10 } } });
    assert.equal(pod["terminationGracePeriodSeconds"], 80);
  });

  it("spreads over zones and nodes", async () => {
    const { pod } = await deployment();
    const spread = (topologyKey: string) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: { app: "db-storage" } },
      matchLabelKeys: ["pod-template-hash"],
    });
    assert.deepEqual(pod["topologySpreadConstraints"], [
      spread("topology.kubernetes.io/zone"),
      spread("kubernetes.io/hostname"),
    ]);
  });

  it("has its secrets in a file that the service reads, and not in its environment", async () => {
    const all = await made();
    assert.doesNotMatch(JSON.stringify(all), /hunter2|DATABASE_URL/);
    const secret = all.find(({ type }) => type.endsWith(":Secret")) ?? assert.fail();
    assert.equal(secret.inputs["immutable"], true);
    assert.equal(secret.inputs["stringData"], "[secret]");
    const { container } = await deployment();
    assert.deepEqual((container["volumeMounts"] as unknown[])[1], {
      name: "secret-0",
      mountPath: "/app/.env",
      subPath: ".env",
      readOnly: true,
    });
  });

  it("takes its secrets from a Secret that exists, or from External Secrets", async () => {
    const names = async (secrets: StorageServiceArgs["secrets"]) => {
      const { pod } = await deployment({ secrets });
      return (pod["volumes"] as { secret?: { secretName: string } }[]).flatMap(
        ({ secret }) => secret?.secretName ?? [],
      );
    };
    assert.deepEqual(await names({ kind: "given", name: "storage-env" }), ["storage-env"]);
    assert.deepEqual(await names({ kind: "external", name: "storage-env", store: "vault" }), ["storage-env"]);
    const external = (await made({ secrets: { kind: "external", name: "storage-env", store: "vault" } })).find(
      ({ type }) => type.endsWith(":ExternalSecret"),
    );
    assert.deepEqual(external?.inputs["spec"], {
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: "vault" },
      target: { name: "storage-env", creationPolicy: "Owner" },
      dataFrom: [{ extract: { key: "storage-env" } }],
    });
  });

  it("leaves the number of replicas to the autoscaler where there is one", async () => {
    const autoscaling = { maxReplicas: 6, cpuUtilization: 70 };
    const { spec, ignoreChanges } = await deployment({ autoscaling });
    assert.equal(spec.replicas, 3); // to begin with
    assert.deepEqual(ignoreChanges, ["spec.replicas"]);
    const scaler = (await made({ autoscaling })).find(({ type }) => type.endsWith(":HorizontalPodAutoscaler"));
    assert.deepEqual(scaler?.inputs["spec"], {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "storage-service" },
      minReplicas: 3,
      maxReplicas: 6,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    });
  });

  it("marks its pods with what they have to be replaced for, and its account with what a cloud asks for", async () => {
    assert.deepEqual((await deployment()).spec.template.metadata, { labels: labelsOf("db-storage", "service") });
    const changed = { serviceAccountAnnotations: { role: "one" }, podAnnotations: { identity: "two" } };
    assert.deepEqual((await deployment(changed)).spec.template.metadata, {
      labels: labelsOf("db-storage", "service"),
      annotations: { identity: "two" },
    });
    const account = (await made(changed)).find(({ type }) => type.endsWith(":ServiceAccount"));
    assert.deepEqual((account?.inputs["metadata"] as { annotations?: object }).annotations, { role: "one" });
  });

  it("with the file backend mounts the claim, and ends before the next one starts", async () => {
    const changed = { settings: { ...settings, backend: files }, claim: "db-storage-data", replicas: 1 };
    const { spec, pod, container } = await deployment(changed);
    assert.deepEqual([spec.replicas, spec.strategy], [1, { type: "Recreate" }]);
    assert.deepEqual((pod["volumes"] as unknown[]).at(-1), {
      name: "data-0",
      persistentVolumeClaim: { claimName: "db-storage-data" },
    });
    assert.deepEqual((container["volumeMounts"] as unknown[]).at(-1), {
      name: "data-0",
      mountPath: "/var/lib/storage",
    });
  });

  it("is reached by two Services on the seed's port", async () => {
    const services = (await made()).filter(({ type }) => type.endsWith(":Service"));
    for (const { name, inputs } of services) {
      assert.deepEqual((inputs["metadata"] as { name: string }).name, name);
      assert.deepEqual(inputs["spec"], {
        type: "ClusterIP",
        selector: { app: "db-storage" },
        ports: [{ name: "http", port: 5000, targetPort: "http", protocol: "TCP", appProtocol: "http" }],
      });
    }
    assert.deepEqual(services.map(({ name }) => name).sort(), ["db-storage", "storage-service"]);
  });
});
