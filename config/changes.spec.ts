import assert from "node:assert/strict";
import fc from "fast-check";
import { changesBetween } from "./changes";

const config = (sections: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(sections).map(([key, value]) => [`alfred-storage:${key}`, value]));
const changes = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) =>
  changesBetween(config(before), config(after), "kubernetes").map(({ key, effect }) => [key, effect.reach]);

const documents = { id: "agent-documents", public: false, policies: [{ name: "own", verbs: ["list"] }] };
const uploads = { id: "user-uploads", public: true };

describe("What differs between two stack files", () => {
  it("is named as a person names it, the far-reaching first", () => {
    const before = {
      service: { uploadLimit: "50MiB", replicas: 3, tenantId: "one" },
      kubernetes: { claims: { "redis-data": { size: "10Gi" } } },
      buckets: [documents],
    };
    const after = {
      service: { uploadLimit: "60MiB", replicas: 4, tenantId: "two" },
      kubernetes: { claims: { "redis-data": { size: "20Gi" } } },
      buckets: [{ ...documents, public: true }],
    };
    assert.deepEqual(changes(before, after), [
      ["service.tenantId", "refused"],
      ["service.uploadLimit", "restart"],
      ["buckets[agent-documents].public", "in place"],
      ["kubernetes.claims.redis-data.size", "in place"],
      ["service.replicas", "in place"],
    ]);
  });

  it("is not a default that is now written, or not any more", () => {
    assert.deepEqual(changes({ service: { port: 5000 } }, { service: {} }), []);
    assert.deepEqual(changes({}, { service: { uploadLimit: "50MiB" } }), []);
  });

  it("is nothing where entries only stand in another order", () => {
    assert.deepEqual(changes({ buckets: [documents, uploads] }, { buckets: [uploads, documents] }), []);
  });

  it("is the entry that went, and not all that come after it", () => {
    const gone = changes({ buckets: [documents, uploads] }, { buckets: [uploads] });
    assert.deepEqual(
      gone.map(([key]) => key),
      [
        "buckets[agent-documents].id",
        "buckets[agent-documents].policies[own].name",
        "buckets[agent-documents].policies[own].verbs",
      ],
    );
  });

  it("is the same key with and without the namespace", () => {
    const plain = { platform: "docker" };
    assert.deepEqual(changesBetween(plain, config(plain), "docker"), []);
  });

  it("leaves keys of other namespaces alone", () => {
    assert.deepEqual(changesBetween({ "aws:region": "a" }, { "aws:region": "b" }, "docker"), []);
  });

  it("is a secret as a whole", () => {
    const secure = (text: string) => ({ database: { password: { secure: text } } });
    assert.deepEqual(changes(secure("v1:a"), secure("v1:b")), [["database.password", "restart"]]);
  });

  it("is what a platform's own words are", () => {
    const [before, after] = [50, 60].map((size) =>
      config({ service: { resources: { limits: { memory: `${size}MiB` } } } }),
    );
    const reach = (platform: "docker" | "kubernetes") => changesBetween(before, after, platform)[0]?.effect.reach;
    assert.deepEqual([reach("docker"), reach("kubernetes")], ["in place", "restart"]);
  });

  it("is of a section in AWS the same on both platforms, but for what only pods have", () => {
    const [before, after] = [1, 2].map((days) =>
      config({ aws: { noncurrentDays: days, identity: { kind: "irsa", issuer: `example.com/${days}` } } }),
    );
    const reaches = (platform: "docker" | "kubernetes") =>
      changesBetween(before, after, platform).map(({ key, effect }) => [key, effect.reach]);
    assert.deepEqual(reaches("kubernetes"), [
      ["aws.identity.issuer", "in place"],
      ["aws.noncurrentDays", "in place"],
    ]);
    assert.deepEqual(reaches("docker"), [
      ["aws.identity.issuer", "refused"], // by the check
      ["aws.noncurrentDays", "in place"],
    ]);
  });

  it("is nothing between a file and itself, whatever is in it", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("service", "labels", "buckets", "keys"), fc.jsonValue()),
        (sections) => {
          assert.deepEqual(changesBetween(config(sections), config(structuredClone(sections)), "docker"), []);
        },
      ),
    );
  });
});
