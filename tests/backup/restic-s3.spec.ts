import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Repository } from "../../ops/recovery/restic";
import { startS3, type S3Server } from "../harness/versitygw";
import { Kept, partOf, scratch, writing, type Scratch } from "./restic-scratch";

describe("a repository of restic in S3", function () {
  this.timeout(180_000);
  let server: S3Server;
  let made: Scratch;
  before(async () => {
    server = await startS3();
    await server.client().send(new CreateBucketCommand({ Bucket: "repository" }));
  });
  after(() => server.stop());
  beforeEach(() => {
    made = scratch();
  });
  afterEach(() => {
    made.remove();
  });

  let asked = 0;
  function repository(prefix: string, other: Record<string, string> = {}): Repository {
    const credentials = {
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
      AWS_DEFAULT_REGION: server.region,
    };
    return made.repository({
      location: `s3:${server.endpoint}/${prefix}`,
      environment: () => {
        asked++;
        return Promise.resolve({ ...credentials, ...other });
      },
      options: ["s3.bucket-lookup=path"],
    });
  }
  const keys = async (prefix: string) => {
    const { Contents = [] } = await server
      .client()
      .send(new ListObjectsV2Command({ Bucket: "repository", Prefix: prefix }));
    return Contents.map(({ Key }) => Key ?? "");
  };

  it("is made, keeps a stream and gives it back, with credentials that are asked for at each call", async () => {
    const place = repository("repository/a/b");
    await place.ensure();
    await place.ensure();
    assert.equal((await keys("a/b/keys/")).length, 1);
    const content = randomBytes(2_000_000);
    const { snapshot } = await place.storeStream(partOf("metadata"), "dump", writing(content));
    const to = new Kept();
    asked = 0;
    await place.read(snapshot, "dump", to);
    assert.ok(to.content.equals(content));
    assert.equal(asked, 1);
  });

  it("is refused without a bucket, with other credentials and with what is left of one", async () => {
    const other = { AWS_SECRET_ACCESS_KEY: "other" };
    await assert.rejects(repository("none/a").ensure(), /there is no such bucket at 127\.0\.0\.1/);
    await assert.rejects(repository("repository/c", other).ensure(), /refused to open the repository: Access Denied/);
    const stranger = { AWS_ACCESS_KEY_ID: "other" };
    await assert.rejects(repository("repository/c", stranger).ensure(), /does not know the credentials/);
    await repository("repository/c").ensure();
    await server.client().send(new DeleteObjectCommand({ Bucket: "repository", Key: "c/config" }));
    await assert.rejects(repository("repository/c").ensure(), /has keys of a repository but not its file config/);
  });

  it("loses a lock of which the owner is dead", async () => {
    const place = repository("repository/d");
    await place.ensure();
    const dying = place.storeStream(partOf("metadata"), "dump", async (out) => {
      out.write("begun");
      let pid: number | undefined;
      while (pid === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        pid = (await place.releaseDeadLocks()).left[0]?.pid;
      }
      process.kill(pid, "SIGKILL");
      await new Promise((resolve) => out.once("close", resolve));
    });
    await assert.rejects(dying, { message: "restic did not store metadata of storage: it was ended by SIGKILL." });
    assert.equal((await keys("d/locks/")).length, 1);
    const { removed, left } = await place.releaseDeadLocks();
    assert.deepEqual([removed.length, left], [1, []]);
    assert.deepEqual(await keys("d/locks/"), []);
    // As a person's client makes it, to show a folder.
    await server.client().send(new PutObjectCommand({ Bucket: "repository", Key: "d/locks/", Body: "" }));
    assert.deepEqual(await keys("d/locks/"), ["d/locks/"]);
    assert.deepEqual(await place.releaseDeadLocks(), { removed: [], left: [] });
    await place.prune();
  });

  it("is told a server that is lost", async () => {
    const place = repository("repository/e");
    await place.ensure();
    await server.stop();
    await assert.rejects(place.snapshots(), (failure: Error & { passing?: boolean }) => {
      assert.match(
        failure.message,
        /^restic did not reach s3:http:\/\/127\.0\.0\.1:\d+\/repository\/e to list the snapshots/,
      );
      return failure.passing === true;
    });
  });
});
