import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { drill } from "../../ops/recovery/drill";
import type { BucketPlace } from "../../ops/recovery/plan";
import { prune } from "../../ops/recovery/prune";
import { restoreSet } from "../../ops/recovery/restore";
import { currentVersions } from "../../ops/recovery/s3/versions";
import { tenantFolders } from "../../ops/recovery/s3-folders";
import { finishedSets } from "../../ops/recovery/sets";
import { surroundings, type Surroundings } from "../../ops/recovery/surroundings";
import { takeSet } from "../../ops/recovery/take";
import { verifySet } from "../../ops/recovery/verify";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { type S3Server, startS3 } from "../harness/versitygw";
import { CutWay } from "./cut-way";
import { planFor } from "./plan-for";
import { scratch, type Scratch } from "./restic-scratch";
import { getBlobs, makeBlob, makeBlobs, putBlobs } from "./s3-objects";
import { insertRows } from "./service-files";
import { makeStorage, ScratchDatabase } from "./storage-database";

const tenant = "stub";
const options = { replace: false, acceptIncomplete: false };

describe("a recovery point of rows and blobs in S3", function () {
  this.timeout(300_000);
  const blobs = makeBlobs(200);
  const [lost = assert.fail(), removed = assert.fail()] = blobs;
  let [server, s3]: [PostgresServer?, S3Server?] = [];
  let client: S3Client;
  let database: ScratchDatabase;
  let place: Scratch;
  let around: Surroundings;
  /** The same stack's, and another's in the same bucket. */
  let [ours, theirs]: string[] = [];

  before(async function () {
    this.timeout(60 * 60_000); // where the S3 server has to be built first
    server = await startPostgres({ version: "15" });
    s3 = await startS3();
    client = s3.client();
    database = await ScratchDatabase.create(server, "platform");
    await makeStorage(database.connection);
    place = scratch();
    chmodSync(place.folder, 0o755); // the drill's server runs as another user than root
    for (const bucket of ["objects", "backups"]) await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const versioned = { Bucket: "backups", VersioningConfiguration: { Status: "Enabled" } } as const;
    await client.send(new PutBucketVersioningCommand(versioned));
    await putBlobs(client, "objects", `${tenant}/`, blobs);
    await insertRows(
      await database.connect(),
      blobs.map(({ row }) => row),
    );
    around = of("dev");
  });
  after(async () => {
    await database.close();
    await server?.stop();
    await s3?.stop();
    place.remove();
  });

  /** What a stack's runs are done with: repository and copies below its name. @param by another way to the server */
  function of(stack: string, by?: string): Surroundings {
    const { endpoint: direct, region, accessKeyId, secretAccessKey } = s3 ?? assert.fail();
    const endpoint = by ?? direct;
    const credentialsFile = place.at("s3-credentials");
    writeFileSync(credentialsFile, JSON.stringify({ accessKeyId, secretAccessKey }));
    const bucket = (name: string): BucketPlace => ({
      ...{ bucket: name, region, endpoint, forcePathStyle: true, checksumsWhenRequired: true, credentialsFile },
    });
    const backups = { ...bucket("backups"), prefix: stack };
    const plan = planFor(place, database, {
      ...{ stack, repository: `s3:${endpoint}/backups/${stack}/restic`, repositoryBucket: backups },
      objects: { kind: "s3", ...bucket("objects"), tenant, copies: backups },
    });
    return surroundings(plan, { progress: () => undefined, signal: place.ending.signal });
  }

  const hours = (count: number) => new Date(Date.now() - count * 3600_000);
  const sets = () => finishedSets(around.repository);
  const remove = (path: string) =>
    client.send(new DeleteObjectCommand({ Bucket: "objects", Key: `${tenant}/${path}` }));
  const inService = (which = blobs) => getBlobs(client, "objects", `${tenant}/`, which);
  const asMade = blobs.map(({ path, content, type, cacheControl, metadata }) => ({
    path,
    content,
    type,
    cacheControl,
    metadata,
  }));
  const rows = () =>
    database.sql(`SELECT bucket_id, name, version, metadata FROM storage.objects ORDER BY bucket_id, name COLLATE "C"`);
  const copiesOf = async ({ plan: { objects }, listener }: Surroundings) => {
    assert.ok(objects.kind === "s3");
    const keys: string[] = [];
    for await (const { key } of currentVersions((await tenantFolders(objects)).copies, listener.signal)) keys.push(key);
    return keys;
  };

  it("is taken, and a second one copies only what is new", async () => {
    const first = await takeSet(around, "storage", hours(100));
    const counts = { bucket: "backups", objects: 200, bytes: first.storage?.bytes };
    assert.equal(first.state, "complete");
    assert.deepEqual(first.blobs, { kind: "s3", ...counts, copied: 200 });
    const second = await takeSet(around, "storage", hours(76));
    assert.deepEqual(second.blobs, { kind: "s3", ...counts, copied: 0 });
    for (const set of await sets()) assert.deepEqual(await verifySet(around, set, { readData: true }), []);
  });

  it("is restored on trial, with its copies looked at", async () => {
    assert.deepEqual((await drill(around)).problems, []);
  });

  it("shares nothing with that of another stack in the same bucket", async () => {
    const other = of("prod");
    const { blobs: stored } = await takeSet(other, "storage");
    assert.equal(stored?.kind === "s3" && stored.copied, 200);
    [ours, theirs] = [(await copiesOf(around)).join(), (await copiesOf(other)).join()];
    assert.equal(ours, theirs);
    assert.deepEqual(
      (await finishedSets(other.repository)).map(({ contents }) => contents.stack),
      ["prod"],
    );
  });

  it("has a copy of what the bucket has lost since the last one, and is incomplete where it never had one", async () => {
    await remove(lost.path);
    const { state, blobs: stored } = await takeSet(around, "storage", hours(52));
    assert.deepEqual([state, stored?.kind === "s3" && stored.objects], ["complete", 200]);
    const row = { ...lost.row, name: "never there" };
    await insertRows(await database.connect(), [row]);
    const { state: without, storage } = await takeSet(around, "storage", hours(28));
    assert.equal(without, "incomplete");
    assert.deepEqual(storage?.missing, { count: 1, first: [`${row.bucket}/never there/${row.version ?? ""}`] });
    const set = (await sets()).at(-1) ?? assert.fail();
    await assert.rejects(
      restoreSet(around, set, options),
      /is incomplete: of 1 objects it has no blob or another one, /,
    );
    await database.sql("BEGIN");
    await database.sql("SELECT set_config('storage.allow_delete_query', 'true', true)");
    await database.sql("DELETE FROM storage.objects WHERE name = 'never there'");
    await database.sql("COMMIT");
  });

  it("is not restored over what is there, and brings back every row and blob where all was lost", async () => {
    const set = (await sets()).at(-2) ?? assert.fail();
    await assert.rejects(
      restoreSet(around, set, options),
      /^Error: There are objects already: 200 rows in the database, /,
    );
    const before = await rows();
    for (const { path } of blobs.slice(1)) await remove(path);
    await database.sql("DROP SCHEMA storage CASCADE");
    assert.deepEqual(await restoreSet(around, set, options), { warnings: [] });
    assert.deepEqual(await inService(), asMade);
    assert.deepEqual(await rows(), before);
  });

  it("goes with the copies that no other one names, and those of another stack stay", async () => {
    await database.sql("BEGIN");
    await database.sql("SELECT set_config('storage.allow_delete_query', 'true', true)");
    await database.sql("DELETE FROM storage.objects WHERE version = $1", [removed.row.version]);
    await database.sql("COMMIT");
    await remove(removed.path);
    await takeSet(around, "storage");
    const few = { ...around, plan: { ...around.plan, keep: { daily: 1, weekly: 0, monthly: 0 } } };
    const later = new Date(Date.now() + 49 * 3600_000); // copies of two days may belong to a set under way
    const would = await prune(few, { dryRun: true, now: later });
    const result = await prune(few, { dryRun: false, now: later });
    assert.deepEqual(would, result);
    assert.equal(result.removed.length, 4);
    assert.deepEqual([result.copies?.copies, result.copies?.removed], [200, 1]);
    assert.deepEqual((await copiesOf(around)).length, 199);
    assert.equal((await copiesOf(of("prod"))).join(), theirs);
    for (const set of await sets()) assert.deepEqual(await verifySet(around, set, { readData: true }), []);
  });

  it("is none where the server is lost meanwhile; those that there are stay, and the next one copies the rest", async () => {
    const more = Array.from({ length: 60 }, (_, index) => makeBlob(blobs.length + index));
    await putBlobs(client, "objects", `${tenant}/`, more);
    await insertRows(
      await database.connect(),
      more.map(({ row }) => row),
    );
    const before = (await sets()).map(({ name }) => name);
    let copies = 0;
    const way = await CutWay.open(Number(new URL(s3?.endpoint ?? "").port), (data) => {
      if (data.includes("x-amz-copy-source:") && ++copies === 20) way.cut();
    });
    await assert.rejects(takeSet(of("dev", `http://127.0.0.1:${way.port}`), "storage"), {
      message: `S3 was not reached at 127.0.0.1:${way.port} (ECONNREFUSED).`,
      passing: true,
    });
    assert.deepEqual(
      (await sets()).map(({ name }) => name),
      before,
    );
    for (const set of await sets()) assert.deepEqual(await verifySet(around, set, { readData: true }), []);
    const { set, blobs: stored } = await takeSet(around, "storage");
    assert.ok(stored?.kind === "s3" && stored.copied > 0 && stored.copied < more.length, JSON.stringify(stored));
    assert.equal(stored.objects, 199 + more.length);
    assert.deepEqual(
      (await sets()).map(({ name }) => name),
      [...before, set],
    );
  });
});
