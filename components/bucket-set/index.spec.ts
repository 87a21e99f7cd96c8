import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as storagedb from "../../storagedb/sdk";
import { failing, type Registered, registered } from "../../storagedb/testing-program";
import { bytes } from "../units";
import { type BucketArgs, BucketSet } from "./index";

const docs: BucketArgs = {
  id: "docs",
  name: "Documents",
  public: false,
  fileSizeLimit: bytes("10MiB"),
  allowedMimeTypes: ["application/pdf"],
  onRemoval: "refuse",
  policies: [
    { name: "own", roles: ["authenticated"], verbs: ["list", "upload"], conditions: ["owner"] },
    { name: "a/b::c d", roles: ["anon"], verbs: ["download"], conditions: [{ folder: "open" }] },
  ],
};
const kept: BucketArgs = {
  id: "kept",
  name: "Kept",
  public: true,
  onRemoval: "retain",
  policies: [{ name: "own", roles: ["authenticated"], verbs: ["remove"], conditions: [] }],
};

function program(buckets: readonly BucketArgs[], see: (set: BucketSet) => void = () => undefined) {
  return () => {
    const database = new storagedb.Provider("db", { host: "h", database: "d", username: "u", tls: "disable" });
    see(new BucketSet("set", { buckets, uploadLimit: bytes("50MiB"), database }));
  };
}

/** Buckets are registered side by side, so their order is not always the same. */
const inOrder = (resources: Registered[]) => resources.sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));

describe("BucketSet", () => {
  it("registers each bucket and its policies, which go with it", async () => {
    const resources = inOrder(await registered(program([docs, kept]))).filter(({ name }) => name !== "db");
    assert.deepEqual(
      resources.map(({ type, name, parent }) => [type, name, parent]),
      [
        ["alfred:storage:BucketSet", "set", "project-dev"],
        ["storagedb:index:AccessPolicy", "docs/a%2Fb%3A%3Ac%20d", "set"],
        ["storagedb:index:AccessPolicy", "docs/own", "set"],
        ["storagedb:index:AccessPolicy", "kept/own", "set"],
        ["storagedb:index:Bucket", "docs", "set"],
        ["storagedb:index:Bucket", "kept", "set"],
      ],
    );
    assert.deepEqual(
      resources.slice(1).map(({ name, retainOnDelete, deletedWith, dependsOn, protect }) => {
        return [name, retainOnDelete, deletedWith, dependsOn, protect];
      }),
      [
        ["docs/a%2Fb%3A%3Ac%20d", false, "docs", ["docs"], false],
        ["docs/own", false, "docs", ["docs"], false],
        ["kept/own", true, "kept", ["kept"], false],
        ["docs", false, null, [], false],
        ["kept", true, null, [], false],
      ],
    );
  });

  it("passes on what was given, in bytes and under the policies' own names", async () => {
    const resources = await registered(program([docs, kept]));
    const inputs = Object.fromEntries(resources.map((resource) => [resource.name, resource.inputs]));
    assert.deepEqual(inputs["docs"], {
      bucketId: "docs",
      name: "Documents",
      public: false,
      fileSizeLimit: 10 * 2 ** 20,
      allowedMimeTypes: ["application/pdf"],
    });
    assert.deepEqual(inputs["kept"], { bucketId: "kept", name: "Kept", public: true });
    assert.deepEqual(inputs["docs/a%2Fb%3A%3Ac%20d"], {
      bucket: "docs",
      name: "a/b::c d",
      roles: ["anon"],
      verbs: ["download"],
      conditions: [{ folder: "open" }],
    });
  });

  it("gives the ids in the order of the arguments", async () => {
    let ids: string[] | undefined;
    await registered(
      program([kept, docs], (set) => {
        set.ids.apply((found) => (ids = found));
      }),
    );
    assert.deepEqual(ids, ["kept", "docs"]);
  });

  it("may be empty", async () => {
    assert.deepEqual((await registered(program([]))).map(({ name }) => name).sort(), ["db", "set"]);
  });

  it("refuses every mistake at once, before a bucket or a policy is registered", async () => {
    const wrong: BucketArgs = { ...docs, id: "Docs", fileSizeLimit: bytes("100MiB") };
    const { resources, error } = await failing(program([kept, wrong, { ...kept, id: "other" }]));
    assert.deepEqual(resources.map(({ name }) => name).sort(), ["db", "set"]);
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    assert.equal(
      error.message.replace(/^(error serializing property "\w+": )+/, ""), // Pulumi's own words on the way out
      [
        "buckets.1.id may hold only lower-case letters, digits, dashes and dots; choose an id by the rules of S3 bucket " +
          "names, such as user-uploads",
        "buckets.1.fileSizeLimit is above the service's upload limit of 50MiB, so no upload could reach it; lower it to " +
          "at most 50MiB, or raise service.uploadLimit",
        "buckets.2.name is also the name of the bucket kept; choose another",
      ].join("\n"),
    );
  });

  it("goes on where there are only warnings and notes", async () => {
    const warned: BucketArgs = { ...docs, allowedMimeTypes: ["text/plain"] };
    assert.equal((await registered(program([warned]))).length, 5);
  });
});
