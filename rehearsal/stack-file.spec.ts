import assert from "node:assert/strict";
import { handOver } from "./stack-file";

describe("a stack file's config, handed over as Pulumi does", () => {
  it("passes single values as text and structures as JSON, under full keys", () => {
    const text = `
config:
  pulumi:disable-default-providers: ["*"]
  alfred-storage:platform: docker
  replicas: 3
  ratio: 0.5
  on: true
  base: &base { a: 1 }
  alfred-storage:service: { <<: *base, uploadLimit: 50MiB }
`;
    assert.deepEqual(handOver(text, "alfred-storage"), {
      config: {
        "pulumi:disable-default-providers": '["*"]',
        "alfred-storage:platform": "docker",
        "alfred-storage:replicas": "3",
        "alfred-storage:ratio": "0.5",
        "alfred-storage:on": "true",
        "alfred-storage:base": '{"a":1}',
        "alfred-storage:service": '{"a":1,"uploadLimit":"50MiB"}',
      },
      secretKeys: [],
      generated: [],
    });
  });

  it("makes up a secret for each encrypted value, at any depth", () => {
    const text = "config: { key: { secure: v1:abc }, deep: { list: [{ secure: v1:def }, plain] } }";
    const { config, secretKeys, generated } = handOver(text, "p");
    const [first = "", second = ""] = generated;
    assert.equal(new Set(generated).size, 2);
    assert.match(first, /^[\w-]{32}$/);
    assert.deepEqual(config, { "p:key": first, "p:deep": JSON.stringify({ list: [second, "plain"] }) });
    assert.deepEqual(secretKeys, ["p:key", "p:deep"]);
  });

  it("takes an empty file as one without config, and refuses a list", () => {
    assert.deepEqual(handOver("", "p"), { config: {}, secretKeys: [], generated: [] });
    assert.throws(() => handOver("config: [a]", "p"), /^Error: config is not a map of keys$/);
  });
});
