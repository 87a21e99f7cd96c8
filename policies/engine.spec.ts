import assert from "node:assert/strict";
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import * as deserialization from "@pulumi/policy/deserialize";
import * as proxies from "@pulumi/policy/proxy";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { notKnownToEngine, seen } from "./engine";
import { NotKnownYet, unknown } from "./rule";
import { at } from "./values";

// What the SDK does before it calls a pack, and does not declare.
const { deserializeProperties } = deserialization as unknown as {
  readonly deserializeProperties: (struct: Struct, proxySecrets: boolean) => object;
};
const sdk = proxies as unknown as Readonly<Record<string, string>> & {
  readonly unknownCheckingProxy: (value: object) => Record<string, unknown>;
  readonly UnknownValueError: new () => Error;
};

const handed = (props: Record<string, JavaScriptValue>) =>
  sdk.unknownCheckingProxy(deserializeProperties(Struct.fromJavaScript(props), false));

const urn = "urn:pulumi:dev::alfred-storage::docker:index/container:Container::db-storage";

function args(props: Record<string, JavaScriptValue>, more: object = {}): ResourceValidationArgs {
  const opts = { protect: true, ignoreChanges: [], aliases: [], additionalSecretOutputs: [], customTimeouts: {} };
  const one = { urn, type: "docker:index/container:Container", name: "db-storage", props: handed(props), opts };
  return { ...one, ...more } as unknown as ResourceValidationArgs;
}

const later = rpc.unknownValue; // as the engine writes down what is not known yet

describe("A resource as the engine hands it over", () => {
  it("is what the program registered", () => {
    const ports = [{ internal: 5000, ip: "127.0.0.1" }];
    assert.deepEqual(seen(args({ name: "db-storage", ports, privileged: false, limit: null })), {
      urn,
      type: "docker:index/container:Container",
      name: "db-storage",
      protect: true,
      dependsOn: [],
      props: { name: "db-storage", ports, privileged: false, limit: null },
    });
  });

  it("has no proxies left, so that a rule may look at everything", () => {
    const { props } = seen(args({ image: later, ports: [{ ip: later }, later], labels: { a: "b" } }));
    assert.equal(props["image"], unknown);
    assert.deepEqual(props["ports"], [{ ip: unknown }, unknown]);
    assert.deepEqual(Object.keys(props["labels"] as object), ["a"]);
    assert.throws(() => at(props, "ports.0.ip"), new NotKnownYet("ports.0.ip"));
  });

  for (const kind of ["Archive", "Array", "Asset", "Boolean", "Number", "Object", "String"]) {
    it(`does not know yet what is to be of the kind ${kind}`, () => {
      const value = sdk[`unknown${kind}Value`] ?? assert.fail();
      assert.throws(() => args({ value }).props["value"], sdk.UnknownValueError, "the SDK itself would throw");
      assert.deepEqual(seen(args({ value })).props, { value: unknown });
    });
  }

  it("shows a secret's value, as it shows any other, so no rule can tell whether one is marked", () => {
    const secret = { [rpc.specialSigKey]: rpc.specialSecretSig, value: { password: "hunter2" } };
    assert.deepEqual(seen(args({ secret })).props, { secret: { password: "hunter2" } });
  });

  it("has a parent where it has one", () => {
    const parent = "urn:pulumi:dev::alfred-storage::alfred:storage:docker:StorageService::storage-service";
    assert.equal(seen(args({}, { opts: { protect: false, parent } })).parent, parent);
    assert.ok(!("parent" in seen(args({}, { opts: { protect: false, parent: "" } }))));
  });

  it("has a provider where it is no component", () => {
    const provider = { urn, type: "pulumi:providers:docker", name: "docker", props: handed({ host: later }) };
    assert.deepEqual(seen(args({}, { provider })).provider, { name: "docker", props: { host: unknown } });
  });

  it("names what it depends on, once the whole stack is there", () => {
    const dependencies = [{ urn: "urn:one" }, { urn: "urn:two" }];
    const one = args({}, { dependencies }) as unknown as PolicyResource;
    assert.deepEqual(seen(one).dependsOn, ["urn:one", "urn:two"]);
  });
});

describe("What is not known yet", () => {
  it("is told to the engine as its own error, which is no violation", () => {
    const error = notKnownToEngine(new NotKnownYet("image"));
    assert.ok(error instanceof sdk.UnknownValueError);
    assert.equal(error.message, "string value at .image can't be known during preview");
  });
});
