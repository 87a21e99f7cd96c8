import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { BucketArgs } from "../components/bucket-set/args";
import { bytes } from "../components/units";
import type { Settings } from "../config";
import { EmbeddedDatabase } from "../rehearsal/embedded";
import { carryOutOn } from "../rehearsal/monitor/carry-out";
import * as storagedb from "../storagedb/sdk";
import { registered } from "../storagedb/testing-program";
import { firstObjectFolders, firstObjects } from "./first-objects";

const bucket = (id: string, limits: Partial<BucketArgs> = {}): BucketArgs => ({
  ...{ id, name: id, public: false, onRemoval: "refuse", policies: [] },
  ...limits,
});

describe("first objects of a stack", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "first-objects-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const write = (name: string, content = name) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  };
  const service = { uploadLimit: bytes("30B") } as Settings["service"];
  const read = (
    wanted: Settings["firstObjects"],
    buckets: readonly BucketArgs[] = [bucket("docs"), bucket("images")],
  ) => firstObjectFolders({ firstObjects: wanted, buckets, service }, root);

  it("are those that pulumi up is to upload", async () => {
    write("objects/docs/a.txt");
    write("objects/docs/deep/b.txt");
    const found = await read([
      { bucket: "docs", folder: "objects/docs", onUp: true },
      { bucket: "images", folder: "objects/not-there", onUp: false },
    ]);
    const [{ digest, ...docs } = assert.fail()] = found;
    assert.deepEqual([found.length, docs], [1, { bucket: "docs", folder: path.join(root, "objects/docs"), files: 2 }]);
    write("objects/docs/a.txt", "changed");
    const [after] = await read([{ bucket: "docs", folder: "objects/docs", onUp: true }]);
    assert.notEqual(after?.digest, digest);
  });

  it("name every file that cannot become an object, of every bucket at once", async () => {
    write("docs/too-large.txt", "x".repeat(31));
    write("docs/ö.txt");
    write("images/fits-the-service.png", "x".repeat(30));
    write("images/text.txt", "x");
    const wanted = [
      { bucket: "docs", folder: "docs", onUp: true },
      { bucket: "images", folder: "images", onUp: true },
    ];
    const limited = bucket("images", { fileSizeLimit: bytes("5B"), allowedMimeTypes: ["image/*"] });
    await assert.rejects(read(wanted, [bucket("docs"), limited]), (error: unknown) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.deepEqual(error.message.split("\n"), [
        'bucket docs: docs/ö.txt has a name with "ö", which the storage service refuses; rename it: letters without ' +
          "accents, digits, spaces and _ ! - . * ' ( ) & $ @ = ; : + , ? are allowed",
        "bucket docs: docs/too-large.txt has 31 bytes, and the bucket takes 30 at most; raise its fileSizeLimit, or " +
          "take the file out of the folder",
        "bucket images: images/fits-the-service.png has 30 bytes, and the bucket takes 5 at most; raise its " +
          "fileSizeLimit, or take the file out of the folder",
        "bucket images: images/text.txt is text/plain by its name, and the bucket takes image/*; add the type to its " +
          "allowedMimeTypes, or take the file out of the folder",
      ]);
      return true;
    });
  });

  it("are only recorded in a rehearsal, which has no service", async () => {
    const database = await EmbeddedDatabase.start();
    try {
      const program = () => {
        const args = { host: "h", database: "d", username: "postgres", tls: "disable" } as const;
        const provider = new storagedb.Provider("db", args);
        const folders = [{ bucket: "docs", folder: "/docs", digest: "d", files: 1 }];
        firstObjects(folders, { url: "http://127.0.0.1:5000", token: "t", provider, dependsOn: [] });
      };
      const carryOut = carryOutOn(database, ["*"], { say: () => undefined, keepSecret: () => undefined });
      const recorded = (await registered(program, carryOut)).find(({ name }) => name === "docs");
      assert.equal(recorded?.inputs["token"], "[secret]");
    } finally {
      await database.close();
    }
  });

  it("are registered after the service, or not at all where there are none", async () => {
    const program = (folders: Parameters<typeof firstObjects>[0]) => () => {
      const provider = new storagedb.Provider("db", { host: "h", database: "d", username: "u", tls: "disable" });
      const healthy = new storagedb.Grants("service", { schema: "s", table: "t", roles: {} }, { provider });
      firstObjects(folders, { url: "http://127.0.0.1:5000", token: "t", provider, dependsOn: [healthy] });
    };
    const names = async (folders: Parameters<typeof firstObjects>[0]) =>
      (await registered(program(folders)))
        .filter(({ type }) => type.endsWith(":FirstObjects"))
        .map(({ type, name, dependsOn }) => [type, name, dependsOn]);
    assert.deepEqual(await names([]), []);
    assert.deepEqual(await names([{ bucket: "docs", folder: "/docs", digest: "d", files: 1 }]), [
      ["alfred:storage:FirstObjects", "first-objects", ["service"]],
      ["storagedb:index:FirstObjects", "docs", []],
    ]);
  });
});
