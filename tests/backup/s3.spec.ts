import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";

import {
  type BucketVersioningStatus,
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

import { Failure } from "../../cluster/failure";
import { listBlobs, removeBlobs } from "../../ops/recovery/s3/blobs";
import { type S3Folder, s3Folder, type S3Place } from "../../ops/recovery/s3/client";
import { type CaptureArgs, captureCopies, type Captured } from "../../ops/recovery/s3/copies";
import { type CopyEntry, readEntries } from "../../ops/recovery/s3/entries";
import { restoreCopies } from "../../ops/recovery/s3/restore";
import { collectUnused } from "../../ops/recovery/s3/unused";
import { verifyCopies } from "../../ops/recovery/s3/verify";
import { allVersions, currentVersions } from "../../ops/recovery/s3/versions";
import type { Listener, ObjectRow } from "../../ops/recovery/types";
import { type S3Server, startS3 } from "../harness/versitygw";
import { CutWay } from "./cut-way";
import { scratch } from "./restic-scratch";
import { getBlobs, makeBlob, makeBlobs, type MadeBlob, putBlobs } from "./s3-objects";

const tenant = "stub/";

describe("blobs of a real S3 server", function () {
  this.timeout(10 * 60_000);
  let server: S3Server;
  let s3: S3Client;
  const blobs = makeBlobs(2000);
  const few = blobs.filter((_, index) => index % 10 === 0);

  before(async function () {
    this.timeout(60 * 60_000); // where the server has to be built first
    server = await startS3();
    s3 = server.client();
    await bucket("source", "Enabled");
    await putBlobs(s3, "source", tenant, blobs);
    await bucket("few", "Enabled");
    await putBlobs(s3, "few", tenant, few);
    await bucket("copies", "Enabled");
  });
  after(() => server.stop());

  const listener = (): Listener => ({ progress: () => undefined, signal: new AbortController().signal });

  async function bucket(name: string, versioning?: BucketVersioningStatus): Promise<void> {
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    if (versioning !== undefined) await setVersioning(name, versioning);
  }

  const setVersioning = (Bucket: string, Status: BucketVersioningStatus) =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

  const place = (name: string, more: Partial<S3Place> = {}): S3Place => {
    const { region, endpoint, accessKeyId, secretAccessKey } = server;
    const credentials = { accessKeyId, secretAccessKey };
    return { bucket: name, region, endpoint, forcePathStyle: true, credentials, ...more };
  };
  const folder = (name: string, prefix: string): S3Folder => s3Folder(place(name), prefix);

  const put = async (Bucket: string, Key: string, Body: string | Buffer) =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? "null";
  const remove = (Bucket: string, Key: string, VersionId?: string) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }));

  interface Capture extends Partial<CaptureArgs> {
    readonly of?: readonly MadeBlob[];
  }

  /** Captures, and reads what was written. */
  async function capture({ of = blobs, ...args }: Capture): Promise<{ entries: CopyEntry[] } & Captured> {
    const out = new PassThrough();
    const given = {
      source: folder("source", tenant),
      copies: folder("copies", "blobs/"),
      rows: each(of.map(({ row }) => row)),
      ...args,
    };
    const [captured, entries] = await Promise.all([
      captureCopies(given, out, listener()),
      all(readEntries(out, "blobs")),
    ]);
    return { ...captured, entries };
  }

  const restore = (entries: readonly CopyEntry[], target: string, from = "copies") =>
    restoreCopies(each(entries), { copies: folder(from, "blobs/"), target: folder(target, tenant) }, listener());
  const verify = (entries: readonly CopyEntry[], name = "copies", read = false) =>
    verifyCopies(each(entries), { copies: folder(name, "blobs/"), read }, listener());

  const bytesOf = (of: readonly MadeBlob[]) => of.reduce((sum, { content }) => sum + content.length, 0);
  const asMade = (of: readonly MadeBlob[]) =>
    of.map(({ path, content, type, cacheControl, metadata }) => ({ path, content, type, cacheControl, metadata }));

  it("are listed in the order of their keys' bytes, whatever their names are", async () => {
    const listed = await all(currentVersions(folder("source", tenant), listener().signal));
    assert.deepEqual(
      listed.map(({ key, size, etag, latest }) => ({ key, size, etag, latest })),
      blobs.map(({ path: key, row: { size, etag } }) => ({ key, size, etag, latest: true })),
    );
    const paths = await all(listBlobs(folder("source", tenant), listener().signal));
    assert.deepEqual(
      paths.map(({ path: key, size }) => [key, size]),
      blobs.map(({ path: key, content }) => [key, content.length]),
    );
  });

  it("are copied once, each named by the version of its copy, and not again by a second run", async () => {
    const first = await capture({});
    const { entries, ...totals } = first;
    const expected = { objects: 2000, bytes: bytesOf(blobs), onlyCopied: 0, missing: [], shared: [] };
    assert.deepEqual(totals, { ...expected, copied: 2000 });
    const versions = await all(allVersions(folder("copies", `blobs/${tenant}`), listener().signal));
    const originals = await all(allVersions(folder("source", tenant), listener().signal));
    assert.deepEqual(
      entries,
      blobs.map(({ path: key, row: { size, etag } }, index) => ({
        ...{ path: key, key: tenant + key, size, etag },
        sourceVersion: originals[index]?.versionId,
        copyVersion: versions[index]?.versionId,
      })),
    );
    assert.deepEqual(await getBlobs(s3, "copies", `blobs/${tenant}`, few), asMade(few));

    assert.deepEqual(await capture({}), { ...expected, copied: 0, entries });
  });

  it("have a copy each where others are removed and replaced meanwhile, and are told missing where they are gone", async () => {
    const some = few.slice(0, 100);
    await putBlobs(s3, "few", "meddled/", some);
    const source = folder("few", "meddled/");
    const versions = await all(currentVersions(source, listener().signal));
    const [removed, replaced, purged] = [some.slice(70, 75), some.slice(75, 80), some.slice(80, 90)];
    const replacements = replaced.map((_, index) => makeBlob(3000 + index));
    async function* rows(): AsyncGenerator<ObjectRow, void, undefined> {
      for (const [index, { row }] of some.entries()) {
        if (index === 60) await meddle();
        yield row;
      }
    }
    async function meddle(): Promise<void> {
      await putBlobs(s3, "few", "meddled/", replacements);
      const paths = [...removed, ...replaced].map((blob) => blob.path);
      await removeBlobs(source, paths, listener());
      for (const { path: key } of purged) {
        await remove("few", `meddled/${key}`, versions.find((version) => version.key === key)?.versionId);
      }
    }
    await bucket("meddled", "Enabled");
    const copies = folder("meddled", "blobs/");
    const { entries, ...totals } = await capture({ rows: rows(), source, copies });
    const captured = some.filter((blob) => !purged.includes(blob));
    const expected = { objects: 90, bytes: bytesOf(captured), missing: purged.map(({ row }) => row), shared: [] };
    assert.deepEqual(totals, { ...expected, copied: 90, onlyCopied: 0 });
    assert.deepEqual(
      entries.map((entry) => entry.path),
      captured.map((blob) => blob.path),
    );
    assert.deepEqual(await getBlobs(s3, "meddled", "blobs/meddled/", captured), asMade(captured));

    // What is gone by now has its copy.
    const later = await capture({ of: some, source, copies });
    const gone = [...removed, ...replaced].map((blob) => blob.path);
    assert.deepEqual(later, {
      ...{ ...expected, copied: 0, onlyCopied: 10 },
      entries: entries.map((entry) => (gone.includes(entry.path) ? { ...entry, sourceVersion: null } : entry)),
    });
  });

  it("are copied on by another run where the connection was lost", async () => {
    await bucket("severed", "Enabled");
    let copies = 0;
    const way = await CutWay.open(Number(new URL(server.endpoint).port), (data) => {
      if (data.includes("x-amz-copy-source:") && ++copies === 50) way.cut();
    });
    const endpoint = `http://127.0.0.1:${way.port}`;
    const severed = s3Folder(place("severed", { endpoint }), "blobs/");
    await assert.rejects(capture({ of: few, source: folder("few", tenant), copies: severed }), (error) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.message, `S3 was not reached at 127.0.0.1:${way.port} (ECONNREFUSED).`);
      assert.equal(error.passing, true);
      return true;
    });
    const there = await all(currentVersions(folder("severed", `blobs/${tenant}`), listener().signal));
    assert.ok(there.length > 20 && there.length < 60, String(there.length));
    const { missing, entries, ...totals } = await capture({
      of: few,
      source: folder("few", tenant),
      copies: folder("severed", "blobs/"),
    });
    const expected = {
      objects: few.length,
      bytes: bytesOf(few),
      copied: few.length - there.length,
      onlyCopied: 0,
      shared: [],
    };
    assert.deepEqual([missing, totals], [[], expected]);
    assert.equal((await verify(entries, "severed")).bad, 0);
  });

  it("are found lost, altered or damaged by a verification", async () => {
    await bucket("spoilt", "Enabled");
    const copies = folder("spoilt", "blobs/");
    const { entries } = await capture({ of: few, source: folder("few", tenant), copies });
    const totals = { objects: few.length, bytes: bytesOf(few) };
    assert.deepEqual(await verify(entries, "spoilt", true), { ...totals, bad: 0, problems: [] });

    const [lost, overwritten, marked, flipped] = [10, 20, 30, 40].map((index) => entries[index] ?? assert.fail());
    assert.ok(lost && overwritten && marked && flipped);
    await remove("spoilt", `blobs/${lost.key}`, lost.copyVersion);
    await put("spoilt", `blobs/${overwritten.key}`, Buffer.alloc(overwritten.size));
    await remove("spoilt", `blobs/${marked.key}`);
    const file = path.join(server.folder, "spoilt", "blobs", flipped.key);
    const content = readFileSync(file);
    content.writeUInt8(content.readUInt8(7) ^ 1, 7);
    writeFileSync(file, content);
    const gone = `The copy of ${JSON.stringify(lost.path)} in the bucket spoilt is gone.`;
    const damaged = `The copy of ${JSON.stringify(flipped.path)} in the bucket spoilt is damaged: its content is not what S3 says.`;
    assert.deepEqual(await verify(entries, "spoilt"), { ...totals, bad: 1, problems: [gone] });
    assert.deepEqual(await verify(entries, "spoilt", true), { ...totals, bad: 2, problems: [gone, damaged] });
    const other = entries.map((entry) => (entry === marked ? { ...entry, etag: lost.etag, size: 1 } : entry));
    assert.deepEqual((await verify(other, "spoilt")).problems, [
      gone,
      `The copy of ${JSON.stringify(marked.path)} in the bucket spoilt has ${marked.size} bytes instead of 1.`,
    ]);
    const altered = entries.map((entry) => (entry === marked ? { ...entry, etag: lost.etag } : entry));
    assert.deepEqual((await verify(altered, "spoilt")).problems, [
      gone,
      `The copy of ${JSON.stringify(marked.path)} in the bucket spoilt has another content.`,
    ]);

    // What is gone, altered or marked is copied anew; the set before has replacements for it.
    const again = await capture({ of: few, source: folder("few", tenant), copies });
    assert.deepEqual([again.copied, again.missing], [3, []]);
    assert.deepEqual((await verify(entries, "spoilt")).problems, []);
    assert.deepEqual((await verify(again.entries, "spoilt")).problems, []);
  });

  it("are restored with their types and all, and only those that are not there", async () => {
    const { entries } = await capture({ of: few, source: folder("few", tenant) });
    await bucket("restored", "Enabled");
    const totals = { objects: few.length, bytes: bytesOf(few), lost: [] };
    assert.deepEqual(await restore(entries, "restored"), { ...totals, copied: few.length });
    assert.deepEqual(await getBlobs(s3, "restored", tenant, few), asMade(few));
    assert.deepEqual(await restore(entries, "restored"), { ...totals, copied: 0 });

    const [gone, altered, shorter] = [entries[1], entries[2], entries[3]];
    assert.ok(gone && altered && shorter && altered.size > 0 && shorter.size > 0);
    await remove("restored", tenant + gone.path);
    await put("restored", tenant + altered.path, Buffer.alloc(altered.size));
    await put("restored", tenant + shorter.path, "short");
    await put("restored", `${tenant}avatars/other/1`, "stays");
    assert.deepEqual(await restore(entries, "restored"), { ...totals, copied: 3 });
    assert.deepEqual(await getBlobs(s3, "restored", tenant, few), asMade(few));
    await s3.send(new HeadObjectCommand({ Bucket: "restored", Key: `${tenant}avatars/other/1` }));
  });

  it("are restored from what replaced their copy, and told where nothing did", async () => {
    await bucket("replaced", "Enabled");
    const copies = folder("replaced", "blobs/");
    const { entries } = await capture({ of: few.slice(0, 3), source: folder("few", tenant), copies });
    const [same, other, none] = few;
    assert.ok(same && other && none);
    await put("replaced", `blobs/${tenant}${same.path}`, same.content);
    await put("replaced", `blobs/${tenant}${other.path}`, "something else");
    for (const { key, copyVersion } of entries) await remove("replaced", `blobs/${key}`, copyVersion);
    await bucket("patched");
    const result = await restore(entries, "patched", "replaced");
    assert.deepEqual(result, { objects: 1, bytes: same.content.length, copied: 1, lost: entries.slice(1) });
    const [got] = await getBlobs(s3, "patched", tenant, [same]);
    assert.deepEqual(got?.content, same.content);
    assert.deepEqual(
      (await verify(entries, "replaced")).problems,
      [other, none].map((blob) => `The copy of ${JSON.stringify(blob.path)} in the bucket replaced is gone.`),
    );
  });

  it("are removed from the copies where no kept set names them, and stay locked below a mark", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true }));
    const DefaultRetention = { Mode: "COMPLIANCE", Days: 1 } as const;
    const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention } } as const;
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket: "locked", ObjectLockConfiguration }));
    const copies = folder("locked", "blobs/");
    const { entries } = await capture({ of: few, source: folder("few", tenant), copies });
    const kept = [entries.slice(0, 50), entries.slice(30, 80), entries.filter((_, index) => index % 100 === 90)];
    const unused = entries.filter((entry) => !kept.flat().includes(entry));
    const removedBytes = unused.reduce((sum, { size }) => sum + size, 0);
    const now = new Date(Date.now() + 60_000);
    const own = scratch();
    const collect = (olderThan: Date, dryRun: boolean) =>
      collectUnused(kept.map(each), copies, { olderThan, dryRun, scratch: own.folder }, listener());
    const all_ = { copies: few.length, bytes: bytesOf(few) };
    assert.deepEqual(await collect(new Date(0), false), { ...all_, removed: 0, removedBytes: 0 });
    assert.deepEqual(await collect(now, true), { ...all_, removed: unused.length, removedBytes });
    assert.equal((await all(currentVersions(copies, listener().signal))).length, few.length);
    assert.deepEqual(await collect(now, false), { ...all_, removed: unused.length, removedBytes });
    own.remove();
    assert.deepEqual(
      (await all(currentVersions(copies, listener().signal))).map(({ key }) => key),
      entries.filter((entry) => !unused.includes(entry)).map(({ key }) => key),
    );
    assert.equal((await verify(entries, "locked")).bad, 0);
    await assert.rejects(remove("locked", `blobs/${unused[0]?.key ?? ""}`, unused[0]?.copyVersion), {
      name: "AccessDenied",
    });
  });

  it("are copied from a bucket that never had versions, and from one that has none any more", async () => {
    const some = few.slice(0, 20);
    for (const [name, status] of [
      ["never", undefined],
      ["suspended", "Enabled"],
    ] as const) {
      await bucket(name, status);
      if (status !== undefined) await setVersioning(name, "Suspended");
      await putBlobs(s3, name, tenant, some);
      await bucket(`${name}-copies`, "Enabled");
      const result = await capture({ of: some, source: folder(name, tenant), copies: folder(`${name}-copies`, "") });
      assert.deepEqual([result.copied, result.missing], [20, []]);
      assert.deepEqual(new Set(result.entries.map(({ sourceVersion }) => sourceVersion)), new Set(["null"]));
    }
  });

  it("are copied in parts where they are too large for one request", async () => {
    const large: MadeBlob = { ...makeBlob(9), content: Buffer.alloc(11 * 2 ** 20, "large ") };
    const row = { ...large.row, size: large.content.length };
    await bucket("large", "Enabled");
    await putBlobs(s3, "large", tenant, [large]);
    await bucket("large-copies", "Enabled");
    const partSizes = { above: 10 * 2 ** 20, part: 5 * 2 ** 20 };
    const args = { of: [{ ...large, row }], source: folder("large", tenant), copies: folder("large-copies", "") };
    const { entries, ...totals } = await capture({ ...args, partSizes });
    const expected = { objects: 1, bytes: row.size, onlyCopied: 0, missing: [], shared: [] };
    assert.deepEqual(totals, { ...expected, copied: 1 });
    assert.match(entries[0]?.etag ?? "", /^"[0-9a-f]{32}-3"$/);
    assert.deepEqual(await getBlobs(s3, "large-copies", tenant, [large]), asMade([large]));
    assert.deepEqual(await capture({ ...args, partSizes }), { ...expected, copied: 0, entries });
    assert.equal((await verifyCopies(each(entries), { copies: args.copies, read: true }, listener())).bad, 0);
  });

  it("say in words what is refused, and never a secret", async () => {
    const some = few.slice(0, 1);
    await bucket("unversioned");
    const { accessKeyId, endpoint } = server;
    const host = new URL(endpoint).host;
    const secretAccessKey = "wrong-secret-of-a-stranger";
    const stranger = (credentials: S3Place["credentials"]) => s3Folder(place("few", { credentials }), tenant);
    const cases: [args: Capture, said: string][] = [
      [
        { copies: folder("unversioned", "") },
        "The bucket unversioned is not versioned, and whoever writes there could alter a recovery point. Turn versioning on, with Object Lock if possible, or name another bucket for copies.",
      ],
      [
        { copies: folder("nowhere", "") },
        `S3 did not look at the versioning of the bucket nowhere: there is no such bucket at ${host}.`,
      ],
      [
        { source: folder("nowhere", "") },
        `S3 did not list the versions in the bucket nowhere: there is no such bucket at ${host}.`,
      ],
      [
        { source: stranger({ accessKeyId, secretAccessKey }) },
        `S3 at ${host} does not know the credentials that were to list the versions in the bucket few (SignatureDoesNotMatch). Give it others.`,
      ],
      [
        { source: stranger({ accessKeyId: "nobody", secretAccessKey }) },
        `S3 at ${host} does not know the credentials that were to list the versions in the bucket few (XAdminUserNotFound). Give it others.`,
      ],
      [
        { source: s3Folder(place("few", { region: "us-east-2" }), "") },
        "S3 did not list the versions in the bucket few (AuthorizationHeaderMalformed): the bucket is in another region than the one that is given.",
      ],
    ];
    for (const [args, message] of cases) {
      await assert.rejects(capture({ of: some, source: folder("few", tenant), ...args }), { message });
    }
  });
});

async function* each<T>(list: readonly T[]): AsyncGenerator<T, void, undefined> {
  for (const one of list) yield await Promise.resolve(one);
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const one of list) gathered.push(one);
  return gathered;
}
