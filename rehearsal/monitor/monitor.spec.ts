import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ReadResourceRequest, ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { assumptions } from "./assumptions";
import type { Said } from "./carry-out";
import { type Read, RecordingMonitor } from "./monitor";

class Thing extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs, options?: pulumi.CustomResourceOptions) {
    super("test:index:Thing", name, args, options);
  }
}
class ExistingClass extends pulumi.CustomResource {
  declare readonly parameters: pulumi.Output<Record<string, string>>;
  constructor(name: string, id: string) {
    super("kubernetes:storage.k8s.io/v1:StorageClass", name, { parameters: undefined }, { id });
  }
}
class Whole extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("test:index:Whole", name, {}, options);
  }
}

async function recorded(program: () => void, read?: Read): Promise<RecordingMonitor> {
  const monitor = new RecordingMonitor("dev", "project", () => Promise.resolve(undefined), read);
  pulumi.runtime.setMockOptions(monitor, "project", "dev", false);
  const { awaitFeatureSupport, waitForRPCs } = settings as unknown as Record<string, () => Promise<void>>;
  await awaitFeatureSupport?.();
  await pulumi.runtime.runInPulumiStack(() => {
    program();
    return Promise.resolve({});
  });
  await waitForRPCs?.();
  return monitor;
}

describe("the recording monitor", () => {
  it("records options, and those that the engine takes over from a parent", async () => {
    const { resources } = await recorded(() => {
      const outer = new Whole("outer", { protect: true });
      const inner = new Whole("inner", { parent: outer });
      const first = new Thing("first", { a: 1 }, { parent: inner, retainOnDelete: true, ignoreChanges: ["a"] });
      new Thing(
        "second",
        { a: 2 },
        { parent: inner, dependsOn: first, deletedWith: first, protect: false, deleteBeforeReplace: true },
      );
    });
    const stack = "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev";
    const outer = "urn:pulumi:dev::project::test:index:Whole::outer";
    const inner = "urn:pulumi:dev::project::test:index:Whole$test:index:Whole::inner";
    const thing = "urn:pulumi:dev::project::test:index:Whole$test:index:Whole$test:index:Thing";
    const plain = {
      dependsOn: [],
      protect: false,
      retainOnDelete: false,
      deletedWith: null,
      deleteBeforeReplace: null,
      ignoreChanges: [],
      inputs: {},
    };
    assert.deepEqual(resources, [
      { ...plain, urn: stack, type: "pulumi:pulumi:Stack", name: "project-dev", parent: null },
      { ...plain, urn: outer, type: "test:index:Whole", name: "outer", parent: stack, protect: true },
      { ...plain, urn: inner, type: "test:index:Whole", name: "inner", parent: outer, protect: true },
      {
        ...plain,
        urn: `${thing}::first`,
        type: "test:index:Thing",
        name: "first",
        parent: inner,
        protect: true,
        retainOnDelete: true,
        ignoreChanges: ["a"],
        inputs: { a: 1 },
      },
      {
        ...plain,
        urn: `${thing}::second`,
        type: "test:index:Thing",
        name: "second",
        parent: inner,
        dependsOn: [`${thing}::first`],
        deletedWith: `${thing}::first`,
        deleteBeforeReplace: true,
        inputs: { a: 2 },
      },
    ]);
  });

  it("hides secrets at any depth and writes assets out", async () => {
    const { resources } = await recorded(() => {
      new Thing("thing", {
        open: "text",
        list: [{ deep: pulumi.secret("hidden") }, "seen"],
        file: new pulumi.asset.StringAsset("content"),
        folder: new pulumi.asset.AssetArchive({ "a.txt": new pulumi.asset.StringAsset("a") }),
      });
    });
    assert.deepEqual(resources[1]?.inputs, {
      open: "text",
      list: [{ deep: "[secret]" }, "seen"],
      file: "content",
      folder: { "a.txt": "a" },
    });
  });

  it("answers the reading of a storage class as of one that encrypts, and says that this is assumed", async () => {
    const said: Said[] = [];
    let parameters: unknown;
    const { resources, failure } = await recorded(
      () => {
        const found = new ExistingClass("objects", "fast");
        new Thing("thing", {
          encrypted: found.parameters.apply((all) => {
            parameters = all;
            return all["encrypted"];
          }),
        });
      },
      assumptions({}, (one) => said.push(one)),
    );
    assert.equal(failure, undefined);
    assert.deepEqual(parameters, { encrypted: "true" });
    assert.deepEqual(
      resources.map(({ name, dependsOn }) => [name, dependsOn]),
      [
        ["project-dev", []],
        ["thing", []],
      ],
    );
    assert.deepEqual(said, [
      {
        severity: "info",
        message:
          "Assumed: the storage class fast exists and encrypts its volumes. The rehearsal asks no cluster; " +
          "pulumi up and preview look.",
      },
    ]);
  });

  it("refuses every other reading", () => {
    const monitor = new RecordingMonitor(
      "dev",
      "project",
      () => Promise.resolve(undefined),
      assumptions({}, () => assert.fail()),
    );
    const request = new ReadResourceRequest();
    request.setType("kubernetes:core/v1:Secret");
    request.setId("alfred-platform/storage-service");
    const refusal = "the program reads an existing kubernetes:core/v1:Secret, and the rehearsal begins with nothing";
    monitor.readResource(request, (error) => {
      assert.equal(error?.message, refusal);
    });
    assert.equal(monitor.failure?.message, refusal);
  });

  it("knows of nothing else that it exists", async () => {
    const answers: boolean[] = [];
    const { failure } = await recorded(
      () => {
        for (const id of ["fast", "slow"]) {
          const exists = pulumi.runtime.existsResource("kubernetes:storage.k8s.io/v1:StorageClass", id);
          exists.apply((is) => answers.push(is));
        }
      },
      (_, id) => (id === "fast" ? {} : undefined),
    );
    assert.equal(failure, undefined);
    assert.deepEqual(answers, [true, false]);
  });

  it("answers a call as it is told to, and refuses every other", async () => {
    const answers: Record<string, unknown> = {};
    const { failure } = await recorded(
      () => {
        const found = pulumi.runtime.invokeOutput<{ accountId: string }>("aws:index/whoAmI:whoAmI", {});
        new Thing("thing", { account: found.apply((answer) => (answers["account"] = answer.accountId)) });
      },
      (token, id) => (token === "aws:index/whoAmI:whoAmI" && id === "" ? { accountId: "123456789012" } : undefined),
    );
    assert.deepEqual([answers, failure], [{ account: "123456789012" }, undefined]);

    const monitor = new RecordingMonitor("dev", "project", () => Promise.resolve(undefined));
    const request = new ResourceInvokeRequest();
    request.setTok("aws:s3/getBucket:getBucket");
    const refusal = "the program calls aws:s3/getBucket:getBucket, and the rehearsal has no account or cluster to ask";
    monitor.invoke(request, (error) => {
      assert.equal(error?.message, refusal);
    });
    assert.equal(monitor.failure?.message, refusal);
  });
});
