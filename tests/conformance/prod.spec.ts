import assert from "node:assert/strict";
import { AppsV1Api, AutoscalingV2Api, BatchV1Api, CoreV1Api, NetworkingV1Api } from "@kubernetes/client-node";
import { messages, steps } from "../engine/stack-environment";
import { storageClass } from "../harness/cluster-objects";
import { ClusterEnvironment } from "./cluster-environment";

const deployment = (op: string, name = "storage-service") => `${op} kubernetes:apps/v1:Deployment ${name}`;

describe("the prod stack on a real API server", function () {
  this.timeout(300_000);
  let prod: ClusterEnvironment;
  before(async function () {
    this.timeout(60 * 60_000); // where everything has to be built first
    prod = await ClusterEnvironment.start();
    console.log(
      "    real: the engine, the API server, controllers, the scheduler, PostgreSQL, the plugins kubernetes,",
    );
    console.log("    random and storagedb; stand-ins: the plugin postgresql; simulated: nodes and what runs on them");
  });
  after(() => prod.end());

  const core = () => prod.cluster.client(CoreV1Api);
  const namespace = "alfred-platform";

  /** Puts the stack file back afterwards, so that no test fails for another's sake. */
  const tried = async (trial: () => Promise<void>) => {
    const file = prod.project.readStackFile();
    try {
      await trial();
    } finally {
      prod.restore(file);
    }
  };

  it("previews on nothing, without a warning", async () => {
    const preview = await prod.preview();
    assert.ok(preview.steps.every(({ op }) => op === "create"));
    assert.deepEqual(messages(preview, "warning"), []);
    assert.deepEqual(messages(preview, "error"), []);
  });

  it("comes up from nothing in one go, admitted in a namespace that enforces the restricted standard", async () => {
    const up = await prod.up();
    // The provider's words for a rollout that is under way, and for claims of a class for which nothing makes volumes.
    const usual = /does not have minimum availability|no volume plugin matched name: kubernetes\.io\/no-provisioner/;
    const warnings = messages(up, "warning").filter((text) => !usual.test(text));
    assert.deepEqual(warnings, []);
    const { metadata } = await core().readNamespace({ name: namespace });
    assert.equal(metadata?.labels?.["pod-security.kubernetes.io/enforce"], "restricted");
  });

  it("rolls three replicas out over three zones, and nobody else decides their number than the autoscaler", async () => {
    const pods = await prod.pods("db-storage", 3);
    const nodes = pods.map(({ spec }) => spec?.nodeName).sort();
    assert.deepEqual(nodes, ["node-in-zone-a", "node-in-zone-b", "node-in-zone-c"]);
    const scaler = await prod.cluster
      .client(AutoscalingV2Api)
      .readNamespacedHorizontalPodAutoscaler({ name: "storage-service", namespace });
    assert.deepEqual([scaler.spec?.minReplicas, scaler.spec?.maxReplicas], [3, 6]);
  });

  it("has the seed's claims", async () => {
    const { items } = await core().listNamespacedPersistentVolumeClaim({ namespace });
    const claims = items.map(({ metadata, spec }) => [
      metadata?.name,
      spec?.resources?.requests?.["storage"],
      spec?.storageClassName,
      spec?.accessModes,
    ]);
    assert.deepEqual(claims.sort(), [
      ["postgres-data", "20Gi", "standard", ["ReadWriteOnce"]],
      ["redis-data", "10Gi", "standard", ["ReadWriteOnce"]],
      ["vector-db-data", "30Gi", "standard", ["ReadWriteOnce"]],
    ]);
  });

  it("has a job for each scope, which the API server takes as it is", async () => {
    const { items } = await prod.cluster.client(BatchV1Api).listNamespacedCronJob({ namespace });
    assert.deepEqual(items.map(({ metadata }) => metadata?.name).sort(), [
      "backup-database",
      "backup-drill",
      "backup-prune",
      "backup-redis-data",
      "backup-storage",
      "backup-vector-db-data",
    ]);
  });

  it("changes nothing when it is run again, nor finds anything different", async () => {
    assert.deepEqual(steps(await prod.up()), []);
    const refreshed = steps(await prod.preview("--refresh")).filter((step) => !step.startsWith("refresh "));
    assert.deepEqual(refreshed, []);
  });

  it("has no secret in the pods' specification, nor one in clear in the state", async () => {
    const secrets = [prod.server.password, ...(await prod.generated())];
    assert.ok(secrets.length > 5);
    const pods = JSON.stringify(await core().listNamespacedPod({ namespace }));
    const state = JSON.stringify(await prod.project.exportState());
    for (const secret of secrets) {
      assert.ok(!pods.includes(secret), "in a pod");
      assert.ok(!state.includes(secret), "in the state");
    }
  });

  describe("a claim", () => {
    it("grows in place by one edit once it is bound", async () => {
      await prod.bind("postgres-data", "50Gi");
      await prod.project.refresh();
      prod.set(["kubernetes", "claims"], claims({ "postgres-data": "50Gi" }));
      assert.deepEqual(steps(await prod.up()), ["update kubernetes:core/v1:PersistentVolumeClaim postgres-data"]);
      const claim = await core().readNamespacedPersistentVolumeClaim({ name: "postgres-data", namespace });
      assert.equal(claim.spec?.resources?.requests?.["storage"], "50Gi");
    });

    it("that would shrink is refused before the API server is asked, in a preview too", async () => {
      await tried(async () => {
        prod.set(["kubernetes", "claims"], claims({ "postgres-data": "20Gi" }));
        for (const operation of [await prod.project.preview(), await prod.project.up()]) {
          assert.notEqual(operation.exitCode, 0);
          const said = messages(operation, "error").join("\n");
          assert.match(
            said,
            /the claim postgres-data has 50Gi, and no claim can shrink, so 20Gi is refused\. Put 50Gi back/,
          );
          assert.doesNotMatch(said, /\n\s+at /);
        }
      });
    });

    it("of a class that does not let it grow is warned about", async () => {
      await prod.cluster.apply({ ...storageClass("standard"), allowVolumeExpansion: false });
      await tried(async () => {
        prod.set(["kubernetes", "claims"], claims({ "postgres-data": "60Gi" }));
        const warning = /the claim postgres-data is of the storage class standard, which does not let claims grow/;
        assert.match(messages(await prod.preview(), "warning").join("\n"), warning);
        const up = await prod.project.up(); // which alone asks whether the class can do it
        assert.match(messages(up, "warning").join("\n"), warning);
        assert.match(messages(up, "error").join("\n"), /the storageclass that provisions the pvc must support resize/);
      });
      // With the size put back, what failed is looked at once more, and is fine.
      assert.deepEqual(steps(await prod.up()), ["update kubernetes:core/v1:PersistentVolumeClaim postgres-data"]);
    });

    it("that has no volume yet is warned about before it grows", async () => {
      await tried(async () => {
        prod.set(["kubernetes", "claims"], claims({ "postgres-data": "50Gi", "redis-data": "20Gi" }));
        const preview = await prod.project.preview();
        assert.match(
          messages(preview, "warning").join("\n"),
          /the claim redis-data is Pending, and only a bound one can grow/,
        );
        assert.match(messages(preview, "error").join("\n"), /spec is immutable after creation except .* bound claims/);
      });
      assert.deepEqual(steps(await prod.up()), []);
    });
  });

  describe("an edit", () => {
    it("of the image replaces the pods and nothing else", async () => {
      prod.set(["images", "storage"], "supabase/storage-api:v1.77.0");
      assert.deepEqual(steps(await prod.up()), [deployment("update")]);
    });

    it("of requests and limits does the same: 2 CPU and 4 GiB", async () => {
      prod.set(["service", "resources"], {
        requests: { cpu: 1, memory: "2GiB" },
        limits: { cpu: 2, memory: "4GiB" },
      });
      assert.deepEqual(steps(await prod.up()), [deployment("update")]);
      const { spec } = await prod.cluster
        .client(AppsV1Api)
        .readNamespacedDeployment({ name: "storage-service", namespace });
      assert.equal(spec?.template.spec?.containers[0]?.resources?.limits?.["memory"], "4Gi");
    });

    it("of the number of replicas changes the autoscaler alone", async () => {
      prod.set(["service", "replicas"], 2);
      prod.set(["service", "autoscaling"], { maxReplicas: 5 });
      assert.deepEqual(steps(await prod.up()), [
        "update kubernetes:autoscaling/v2:HorizontalPodAutoscaler storage-service",
      ]);
    });

    it("of the network changes policies alone", async () => {
      prod.set(["kubernetes", "network"], { objectStore: { cidrs: ["203.0.113.0/24"] } });
      assert.deepEqual(steps(await prod.up()), [
        "update kubernetes:networking.k8s.io/v1:NetworkPolicy storage-backup-egress",
        "update kubernetes:networking.k8s.io/v1:NetworkPolicy storage-service-egress",
      ]);
    });

    it("that adds a route makes it, and tells the service its public URL", async () => {
      prod.set(["kubernetes", "route"], { host: "storage.example.com", clusterIssuer: "letsencrypt" });
      assert.deepEqual(steps(await prod.up()), [
        "create kubernetes:networking.k8s.io/v1:Ingress storage-service",
        "create kubernetes:networking.k8s.io/v1:NetworkPolicy storage-service-ingress",
        deployment("update"),
      ]);
      const ingress = await prod.cluster
        .client(NetworkingV1Api)
        .readNamespacedIngress({ name: "storage-service", namespace });
      assert.equal(ingress.metadata?.annotations?.["nginx.ingress.kubernetes.io/proxy-body-size"], "101m");
    });

    it("of a bucket touches no pod", async () => {
      prod.editBucket("agent-documents", { fileSizeLimit: "20MiB" });
      assert.deepEqual(steps(await prod.up()), ["update Bucket agent-documents"]);
    });
  });

  describe("a rollout that fails", () => {
    const mounted = async () => {
      const { items } = await core().listNamespacedPod({ namespace, labelSelector: "app=db-storage" });
      return new Set(
        items.flatMap(({ spec }) => spec?.volumes ?? []).flatMap(({ secret }) => secret?.secretName ?? []),
      );
    };
    const secrets = async () => {
      const { items } = await core().listNamespacedSecret({ namespace });
      return new Set(items.map(({ metadata }) => metadata?.name));
    };

    it("prints the pods' own reason, and leaves the old pods, and the Secret that they mount, as they are", async () => {
      await tried(async () => {
        prod.set(["keys", "tokens"], { sign: "first", accept: ["first", "third"] });
        prod.set(["kubernetes", "rolloutMinutes"], 1);
        prod.set(["service", "resources"], {
          requests: { cpu: 900, memory: "1GiB" },
          limits: { cpu: 900, memory: "2GiB" },
        });
        const failed = await prod.project.up();
        assert.notEqual(failed.exitCode, 0);
        const said = messages(failed, "error").join("\n");
        assert.match(said, /storage-service does not get ready\. The cluster says:/);
        assert.match(said, /cannot be scheduled: .*Insufficient cpu/);
        const { status } = await prod.cluster
          .client(AppsV1Api)
          .readNamespacedDeployment({ name: "storage-service", namespace });
        assert.equal(status?.availableReplicas, 3);
        const used = await mounted();
        assert.equal(used.size, 2); // of the old pods, and of the new one that is waiting
        const there = await secrets();
        assert.deepEqual(
          [...used].filter((name) => !there.has(name)),
          [],
        );
      });
      await prod.up();
    });
  });

  describe("in the end", () => {
    it("rotates keys in this order: the new Secret, the pods one by one, and only then the old Secret goes", async () => {
      prod.set(["keys", "tokens"], { sign: "first", accept: ["first", "second"] });
      const up = await prod.up();
      const order = up.steps
        .map(({ op, type, name }) => `${op} ${type} ${name}`)
        .filter((line) => line.endsWith("storage-service"));
      const made = order.findIndex((line) => line.startsWith("create-replacement kubernetes:core/v1:Secret"));
      const rolled = order.findIndex((line) => line === deployment("update"));
      const gone = order.findIndex((line) => line.startsWith("delete-replaced kubernetes:core/v1:Secret"));
      assert.ok(0 <= made && made < rolled && rolled < gone, order.join("\n"));
      const { items } = await core().listNamespacedSecret({ namespace });
      assert.equal(items.filter(({ metadata }) => metadata?.name?.startsWith("storage-service")).length, 1);
      assert.deepEqual(steps(await prod.up()), []);
    });

    it("is not destroyed with its data: destroy stops at what is protected", async () => {
      const destroy = await prod.project.destroy();
      assert.notEqual(destroy.exitCode, 0);
      assert.match(messages(destroy, "error").join("\n"), /protected/);
      const { items } = await core().listNamespacedPersistentVolumeClaim({ namespace });
      assert.equal(items.length, 3);
    });
  });
});

/** The seed's claims with some sizes changed. */
const claims = (changed: Readonly<Record<string, string>>) => {
  const sizes = { "postgres-data": "20Gi", "redis-data": "10Gi", "vector-db-data": "30Gi", ...changed };
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, { size }]));
};
