import assert from "node:assert/strict";
import {
  containersOf,
  copiesOf,
  isEverybody,
  namespaceOf,
  podOf,
  selecting,
  selects,
  workloadTypes,
} from "./kubernetes";
import { NotKnownYet, type Resource, unknown } from "./rule";

const resource = (type: string, props: object, more: Partial<Resource> = {}): Resource => ({
  urn: `urn:pulumi:prod::platform::${type}::one`,
  type: `kubernetes:${type}`,
  name: "one",
  protect: false,
  dependsOn: [],
  props: { ...props },
  ...more,
});

const labelled = (labels: object, namespace?: string) =>
  resource("core/v1:Pod", { metadata: { labels, ...(namespace === undefined ? {} : { namespace }) } });

describe("What rules on Kubernetes have in common", () => {
  describe("finds the pod", () => {
    const pod = { spec: { containers: [{ name: "main" }], initContainers: [{ name: "first" }] } };
    const around: Readonly<Record<string, object>> = {
      "kubernetes:core/v1:Pod": pod,
      "kubernetes:batch/v1:CronJob": { spec: { jobTemplate: { spec: { template: pod } } } },
    };
    for (const type of workloadTypes) {
      it(`of ${type}`, () => {
        const one = resource(type.slice("kubernetes:".length), around[type] ?? { spec: { template: pod } });
        assert.deepEqual(podOf(one), pod);
        assert.deepEqual(
          containersOf(one).map(({ name }) => name),
          ["container first", "container main"],
        );
      });
    }

    it("of one of which nothing is known but that it is one", () => {
      assert.deepEqual(containersOf(resource("apps/v1:Deployment", {})), []);
      assert.throws(() => containersOf(resource("apps/v1:Deployment", { spec: unknown })), NotKnownYet);
      assert.throws(() => containersOf(resource("core/v1:Pod", { spec: { containers: [unknown] } })), NotKnownYet);
    });
  });

  describe("reads label selectors", () => {
    const pod = labelled({ app: "api", "app.kubernetes.io/part-of": "storage" });
    const expression = (operator: string, key: string, ...values: string[]) => ({
      matchExpressions: [{ operator, key, values }],
    });
    const cases: [what: string, selector: unknown, expected: boolean][] = [
      ["nothing", undefined, false],
      ["text", "app=api", false],
      ["everything", {}, true],
      ["a label", { matchLabels: { app: "api" } }, true],
      ["a label with dots", { matchLabels: { "app.kubernetes.io/part-of": "storage" } }, true],
      ["another value", { matchLabels: { app: "web" } }, false],
      ["one label that is there, and one that is not", { matchLabels: { app: "api", tier: "web" } }, false],
      ["one of some values", expression("In", "app", "web", "api"), true],
      ["one of other values", expression("In", "app", "web"), false],
      ["none of some values", expression("NotIn", "app", "api"), false],
      ["none of other values", expression("NotIn", "app", "web"), true],
      ["a label that exists", expression("Exists", "app"), true],
      ["a label that does not", expression("Exists", "tier"), false],
      ["the absence of a label that exists", expression("DoesNotExist", "app"), false],
      ["the absence of one that does not", expression("DoesNotExist", "tier"), true],
      ["what nobody knows", expression("Gt", "app", "a"), false],
      ["both", { matchLabels: { app: "api" }, ...expression("Exists", "tier") }, false],
      ["an expression without a key", { matchExpressions: [{ operator: "Exists" }] }, false],
    ];
    for (const [what, selector, expected] of cases) {
      it(`of ${what}`, () => {
        assert.equal(selects(selector, pod), expected);
      });
    }

    it("of what is not known yet", () => {
      assert.throws(() => selects({ matchLabels: { app: unknown } }, pod), NotKnownYet);
      assert.throws(() => selects({ matchLabels: { app: "api" } }, labelled({ app: unknown })), NotKnownYet);
      assert.equal(selects({ matchLabels: { app: "api" } }, labelled({ app: "api", stack: unknown })), true);
    });
  });

  it("takes the provider's namespace, or else the cluster's default, where a resource names none", () => {
    const provider = { name: "cluster", props: { namespace: "platform" } };
    assert.equal(namespaceOf(labelled({}, "storage")), "storage");
    assert.equal(namespaceOf(resource("core/v1:Pod", {}, { provider })), "platform");
    assert.equal(namespaceOf(resource("core/v1:Pod", {})), "default");
  });

  it("finds what selects a workload in its namespace", () => {
    const policy = (namespace: string, app: string) =>
      resource("networking.k8s.io/v1:NetworkPolicy", {
        metadata: { namespace },
        spec: { podSelector: { matchLabels: { app } } },
      });
    const policies = [policy("storage", "api"), policy("other", "api"), policy("storage", "web")];
    const of = (type: string) => selecting(type, "spec.podSelector", labelled({ app: "api" }, "storage"), policies);
    assert.deepEqual(of("kubernetes:networking.k8s.io/v1:NetworkPolicy"), policies.slice(0, 1));
    assert.deepEqual(of("kubernetes:policy/v1:PodDisruptionBudget"), []);
  });

  describe("counts copies", () => {
    const deployment = (spec: object) => resource("apps/v1:Deployment", { metadata: { name: "api" }, spec });
    const scaler = (target: object, more: object = {}, namespace = "default") =>
      resource("autoscaling/v2:HorizontalPodAutoscaler", {
        metadata: { namespace },
        spec: { scaleTargetRef: { kind: "Deployment", name: "api", ...target }, ...more },
      });
    it("as they are said, or one", () => {
      assert.deepEqual(copiesOf(deployment({}), []), { fewest: 1, several: false });
      assert.deepEqual(copiesOf(deployment({ replicas: 0 }), []), { fewest: 0, several: false });
      assert.deepEqual(copiesOf(deployment({ replicas: 2 }), []), { fewest: 2, several: true });
    });

    it("with its own autoscaler", () => {
      const one = deployment({ replicas: 1 });
      assert.deepEqual(copiesOf(one, [scaler({}, { minReplicas: 3 })]), { fewest: 3, several: true });
      assert.deepEqual(copiesOf(one, [scaler({})]), { fewest: 1, several: true });
      const others = [scaler({ kind: "StatefulSet" }), scaler({ name: "web" }), scaler({}, {}, "other"), one];
      assert.deepEqual(copiesOf(one, others), { fewest: 1, several: false });
    });
  });

  it("knows ranges of everybody", () => {
    for (const cidr of ["0.0.0.0/0", "::/0", "128.0.0.0/1", "0.0.0.0/6", "everybody", "10.0.0.1"])
      assert.equal(isEverybody(cidr), true, cidr);
    for (const cidr of ["10.0.0.0/8", "fc00::/7", "10.0.0.1/32"]) assert.equal(isEverybody(cidr), false, cidr);
  });
});
