import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { BucketPlace, Plan } from "../../ops/recovery/plan";
import { blobPath } from "../../ops/recovery/types";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { startS3 } from "../harness/versitygw";
import { planFor } from "./plan-for";
import { scratch, type Scratch } from "./restic-scratch";
import { runJob } from "./run-job";
import { makeBlobs, putBlobs } from "./s3-objects";
import { insertRows, type MadeObject, makeObjects } from "./service-files";
import { makeStorage, ScratchDatabase } from "./storage-database";

const none = { count: 0, bytes: 0, buckets: [] };
const one = (bucket: string, bytes: number, first: string) => ({
  ...{ count: 1, bytes, buckets: [{ bucket, count: 1, bytes, first: [first] }] },
});
const noFiles = { count: 0, bytes: 0, first: [] };
const day = 24 * 3_600_000;

describe("the job of a person who looks for orphans, or repairs attributes", function () {
  this.timeout(300_000);
  let server: PostgresServer;
  let place: Scratch;
  let database: ScratchDatabase;
  before(async () => {
    server = await startPostgres({ version: "15" });
    place = scratch();
  });
  beforeEach(async () => {
    database = await ScratchDatabase.create(server, `platform${Date.now()}`);
    await makeStorage(database.connection);
  });
  afterEach(() => database.close());
  after(async () => {
    await server.stop();
    place.remove();
  });
  const report = async (plan: Plan, args: string) => {
    const { status, stdout, stderr } = await runJob(place, plan, `${args} --json`);
    assert.equal(stderr, "");
    return [status, JSON.parse(stdout) as unknown] as const;
  };

  describe("on files", () => {
    let objects: readonly MadeObject[];
    let plan: Plan;
    const at = (below: string) => place.at("objects", below);
    const write = (below: string, content: string, age: number) => {
      mkdirSync(path.dirname(at(below)), { recursive: true });
      writeFileSync(at(below), content);
      const time = new Date(Date.now() - age);
      utimesSync(at(below), time, time);
    };
    beforeEach(async () => {
      rmSync(place.at("objects"), { recursive: true, force: true });
      objects = await makeObjects({ folder: place.at("objects"), count: 300, seed: 5 });
      await insertRows(await database.connect(), objects);
      plan = planFor(place, database);
    });

    it("finds nothing where all belongs together", async () => {
      assert.deepEqual(await runJob(place, plan, "orphans"), {
        ...{ status: 0, stdout: "300 rows and 300 blobs were compared.\nAll belongs together.", stderr: "" },
      });
    });

    it("tells rows without files, and files without rows by their age and bucket", async () => {
      const [lost = assert.fail(), , noted = assert.fail()] = objects;
      rmSync(at(blobPath(lost)));
      write("avatars/left/behind", "12345", 2 * day);
      write("gone/under way", "123", 0);
      write(`${blobPath(noted)}.json`, "{}", 2 * day);
      symlinkSync("nowhere", at("avatars/link"));
      const found = {
        ...{ stack: "dev", rows: 300, blobs: 302, removed: 0 },
        blobsWithoutRows: one("avatars", 5, "avatars/left/behind"),
        youngBlobsWithoutRows: one("gone", 3, "gone/under way"),
        uploadNotes: one(noted.bucket, 2, `${blobPath(noted)}.json`),
        rowsWithoutBlobs: one(lost.bucket, lost.size, blobPath(lost)),
        noFiles: { count: 1, bytes: 0, first: ["avatars/link"] },
      };
      assert.deepEqual(await report(plan, "orphans"), [1, found]);
      const [status, ofGone] = await report(plan, "orphans --bucket gone");
      assert.deepEqual(
        [status, ofGone],
        [
          0,
          {
            ...{ stack: "dev", rows: 0, blobs: 1, removed: 0, noFiles, uploadNotes: none },
            ...{ blobsWithoutRows: none, youngBlobsWithoutRows: found.youngBlobsWithoutRows, rowsWithoutBlobs: none },
          },
        ],
      );
      assert.equal((await runJob(place, plan, "orphans --bucket empty")).status, 0);
      assert.deepEqual(await runJob(place, plan, "orphans --bucket no"), {
        ...{ status: 1, stdout: "" },
        stderr:
          'There is no bucket "no", and nothing left of one. There are: Documents 2026, avatars, avatars!, documents, empty.',
      });
      assert.equal(readFileSync(at("avatars/left/behind"), "utf8"), "12345");
    });

    it("gives files their attributes back, which a dry run only tells", async () => {
      const [bare = assert.fail()] = objects;
      const file = at(blobPath(bare));
      const type = () =>
        execFileSync("getfattr", ["--dump", "--absolute-names", "--", file], { encoding: "utf8" }).includes(
          "user.supabase.content-type",
        );
      execFileSync("setfattr", ["-x", "user.supabase.content-type", "--", file]);
      const told = {
        ...{ stack: "dev", rows: 300, right: 299, missing: noFiles, unknown: noFiles },
        repaired: { count: 1, bytes: 0, first: [blobPath(bare)] },
      };
      assert.deepEqual(await report(plan, "repair-attributes --dry-run"), [1, { ...told, dryRun: true }]);
      assert.equal(type(), false);
      assert.deepEqual(await runJob(place, plan, "repair-attributes"), {
        status: 0,
        stdout: `1 of 300 objects got the attributes that their rows say; 299 had them.\n  ${blobPath(bare)}`,
        stderr: "",
      });
      assert.equal(type(), true);
      assert.deepEqual(await runJob(place, plan, "repair-attributes --dry-run"), {
        ...{ status: 0, stdout: "0 of 300 objects would get the attributes that their rows say; 300 had them." },
        stderr: "",
      });
    });
  });

  it("finds in S3 what a bucket has and lacks, and repairs nothing there", async function () {
    this.timeout(60 * 60_000); // where the server has to be built first
    const s3 = await startS3();
    try {
      const client = s3.client();
      const blobs = makeBlobs(60);
      const [lost = assert.fail()] = blobs;
      await client.send(new CreateBucketCommand({ Bucket: "objects" }));
      await putBlobs(client, "objects", "stub/", blobs);
      await client.send(new DeleteObjectCommand({ Bucket: "objects", Key: `stub/${lost.path}` }));
      await client.send(new PutObjectCommand({ Bucket: "objects", Key: "stub/gone/a/v", Body: "123" }));
      await client.send(new PutObjectCommand({ Bucket: "objects", Key: "other/gone/a/v", Body: "123" }));
      await insertRows(
        await database.connect(),
        blobs.map(({ row }) => row),
      );
      writeFileSync(
        place.at("s3-credentials"),
        JSON.stringify({ accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey }),
      );
      const bucket = (name: string): BucketPlace => ({
        ...{ bucket: name, region: s3.region, endpoint: s3.endpoint, forcePathStyle: true },
        ...{ checksumsWhenRequired: true, credentialsFile: place.at("s3-credentials") },
      });
      const plan = planFor(place, database, {
        objects: { kind: "s3", ...bucket("objects"), tenant: "stub", copies: bucket("copies") },
      });
      const found = {
        ...{ stack: "dev", rows: 60, blobs: 60, removed: 0, noFiles, uploadNotes: none },
        ...{ blobsWithoutRows: none, youngBlobsWithoutRows: one("gone", 3, "gone/a/v") },
        rowsWithoutBlobs: one(lost.row.bucket, lost.row.size ?? 0, lost.path),
      };
      assert.deepEqual(await report(plan, "orphans"), [1, found]);
      const ofGone = { ...found, rows: 0, blobs: 1, rowsWithoutBlobs: none };
      assert.deepEqual(await report(plan, "orphans --bucket gone"), [0, ofGone]);
      assert.deepEqual(await runJob(place, plan, "repair-attributes"), {
        ...{ status: 1, stdout: "" },
        stderr:
          "The objects of dev are in S3, which keeps the type of each with the object itself: there are no attributes to repair.",
      });
    } finally {
      await s3.stop();
    }
  });
});
