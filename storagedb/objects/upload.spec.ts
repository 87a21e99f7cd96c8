import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readFolder } from "./folder";
import { impatient, TestService, testToken } from "./testing-service";
import { uploadObjects, type Progress, type UploadArgs } from "./upload";

describe("an upload of first objects", () => {
  let service: TestService;
  let folder: string;
  before(async () => {
    service = await TestService.start();
  });
  after(() => service.stop());
  beforeEach(() => {
    service.reset();
    service.bucket("docs");
    folder = mkdtempSync(path.join(tmpdir(), "first-objects-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (files: Record<string, string>) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  };
  async function upload(more: Partial<UploadArgs> = {}) {
    const { entries } = await readFolder(folder);
    const { url } = service;
    return uploadObjects({ url, token: testToken, bucket: "docs", entries, patience: impatient, ...more });
  }
  const nothing = { uploaded: [], unchanged: [], kept: [], failed: [], notTried: [] };
  const refusal = async (more: Partial<UploadArgs> = {}): Promise<string> => {
    const error: unknown = await upload(more).then(
      () => assert.fail("it went well"),
      (error: unknown) => error,
    );
    assert.ok(error instanceof Error);
    assert.ok(!error.message.includes(testToken), error.message);
    return error.message.replaceAll(service.url, "URL");
  };

  it("sends contents, types and checksums", async () => {
    write({ "a b?c.txt": "hello", "empty.css": "" });
    assert.deepEqual(await upload(), { ...nothing, uploaded: ["a b?c.txt", "empty.css"] });
    const metadata = (sha256: string) => ({ firstObjectSha256: sha256 });
    assert.deepEqual(Object.fromEntries(service.objects), {
      "docs/a b?c.txt": {
        content: "hello",
        contentType: "text/plain",
        metadata: metadata("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
      },
      "docs/empty.css": {
        content: "",
        contentType: "text/css",
        metadata: metadata("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      },
    });
  });

  it("leaves alone what is the same, and overwrites what it put there itself", async () => {
    write({ "a.txt": "1", "b.txt": "1", "gone.txt": "1" });
    await upload();
    service.requests.length = 0;
    write({ "b.txt": "2", "c.txt": "2" });
    rmSync(path.join(folder, "gone.txt"));
    assert.deepEqual(await upload(), { ...nothing, uploaded: ["b.txt", "c.txt"], unchanged: ["a.txt"] });
    assert.deepEqual(service.uploads.sort(), ["POST /object/docs/b.txt", "POST /object/docs/c.txt"]);
    assert.equal(service.objects.get("docs/b.txt")?.content, "2");
    assert.equal(service.objects.get("docs/gone.txt")?.content, "1", "nothing is deleted");
  });

  it("uploads again where only the type is another", async () => {
    write({ "a.txt": "1" });
    await upload();
    const [entry = assert.fail()] = (await readFolder(folder)).entries;
    const { uploaded } = await upload({ entries: [{ ...entry, contentType: "text/markdown" }] });
    assert.deepEqual(uploaded, ["a.txt"]);
    assert.equal(service.objects.get("docs/a.txt")?.contentType, "text/markdown");
  });

  it("never overwrites what somebody else put there", async () => {
    write({ "a.txt": "1", "b.txt": "1" });
    service.objects.set("docs/a.txt", { content: "theirs", contentType: "text/plain" });
    service.objects.set("docs/b.txt", { content: "theirs", contentType: "text/plain", metadata: { sha256: "x" } });
    assert.deepEqual(await upload(), { ...nothing, kept: ["a.txt", "b.txt"] });
    assert.deepEqual(service.uploads, []);
  });

  it("never overwrites what somebody else puts there at the same moment", async () => {
    write({ "a.txt": "1" });
    service.fault = (request) => {
      if (request.startsWith("POST"))
        service.objects.set("docs/a.txt", { content: "theirs", contentType: "text/plain" });
      return undefined;
    };
    assert.deepEqual(await upload(), { ...nothing, kept: ["a.txt"] });
    assert.equal(service.objects.get("docs/a.txt")?.content, "theirs");
  });

  it("only says what it would do at a dry run", async () => {
    write({ "a.txt": "1", "b.txt": "1" });
    await upload();
    write({ "b.txt": "2", "c.txt": "1" });
    service.requests.length = 0;
    assert.deepEqual(await upload({ dryRun: true }), {
      ...nothing,
      uploaded: ["b.txt", "c.txt"],
      unchanged: ["a.txt"],
    });
    assert.deepEqual(service.uploads, []);
  });

  it("tries again what may pass", async () => {
    write({ "a.txt": "1" });
    for (const fault of [500, 503, 429, 408, "reset", "hang", "lose the answer"] as const) {
      service.objects.clear();
      for (const first of ["GET /bucket", "GET /object", "POST"]) {
        let faults = 2;
        service.fault = (request) => (request.startsWith(first) && faults-- > 0 ? fault : undefined);
        await upload();
        assert.equal(service.objects.get("docs/a.txt")?.content, "1", `${fault} at ${first}`);
      }
    }
  });

  it("counts an upload whose answer got lost as one, and sends the file once", async () => {
    write({ "a.txt": "1" });
    let faults = 1;
    service.fault = (request) => (request.startsWith("POST") && faults-- > 0 ? "lose the answer" : undefined);
    assert.deepEqual(await upload(), { ...nothing, uploaded: ["a.txt"] });
    assert.equal(service.uploads.length, 1);
  });

  it("does not try again what will not pass, and goes on with the other files", async () => {
    write({ "a.txt": "1", "b.txt": "1" });
    service.fault = (request) => (request === "POST /object/docs/a.txt" ? 403 : undefined);
    assert.deepEqual(await upload(), {
      ...nothing,
      uploaded: ["b.txt"],
      failed: [{ name: "a.txt", reason: "the service answered 403 Fault (made by the test)" }],
    });
    assert.equal(service.uploads.length, 2);
  });

  it("ends when the service stays away, and says what it did not try", async () => {
    write(Object.fromEntries(Array.from("abcdefgh", (letter) => [letter, letter])));
    service.fault = (request) => (request.startsWith("GET /bucket") || request.includes("/a") ? undefined : "reset");
    const { uploaded, failed, notTried } = await upload({ concurrency: 1 });
    assert.deepEqual(uploaded, ["a"]);
    assert.deepEqual(failed, [{ name: "b", reason: `${service.url} was not reached (UND_ERR_SOCKET)` }]);
    assert.deepEqual(notTried, ["c", "d", "e", "f", "g", "h"]);
    assert.equal(service.requests.filter((request) => request.includes("/info/")).length, 1 + 4);
  });

  it("goes on where the service fails at one file only, and ends where it fails at three", async () => {
    write(Object.fromEntries(Array.from("abcdefgh", (letter) => [letter, letter])));
    service.fault = (request) => (request === "POST /object/docs/a" ? 500 : undefined);
    const reason = "the service answered 500 Fault (made by the test)";
    const first = await upload();
    assert.deepEqual([first.failed, first.uploaded.length], [[{ name: "a", reason }], 7]);
    service.objects.clear();
    service.fault = (request) => (request.startsWith("POST") ? 500 : undefined);
    const { failed, notTried } = await upload({ concurrency: 1 });
    assert.deepEqual([failed.length, notTried], [3, ["d", "e", "f", "g", "h"]]);
  });

  it("does not wait for ever", async () => {
    write({ "a.txt": "1" });
    service.fault = (request) => (request.startsWith("GET /object") ? "hang" : undefined);
    const begin = Date.now();
    const { failed } = await upload();
    assert.deepEqual(failed, [{ name: "a.txt", reason: `${service.url} did not answer in time` }]);
    assert.ok(Date.now() - begin < 3000);
  });

  it("names all that the bucket would refuse, before anything is uploaded", async () => {
    write({ "a.txt": "12345", "b.pdf": "1", "fine.txt": "1" });
    service.bucket("docs", { file_size_limit: 4, allowed_mime_types: ["text/*", "image/png"] });
    const [fine = assert.fail()] = (await readFolder(folder)).entries.slice(-1);
    const { entries } = await readFolder(folder);
    assert.equal(
      await refusal({ entries: [...entries, { ...fine, name: "../up" }] }),
      [
        'bucket "docs" at URL would not take',
        "../up is not below its folder; name it by its path there, without . or .. or an empty part",
        "a.txt has 5 bytes, and the bucket takes 4 at most; raise its fileSizeLimit, or take the file out of the folder",
        "b.pdf is application/pdf by its name, and the bucket takes text/*, image/png; " +
          "add the type to its allowedMimeTypes, or take the file out of the folder",
      ].join("\n"),
    );
    assert.deepEqual(service.requests, ["GET /bucket/docs"]);
  });

  it("passes on what the service alone knows", async () => {
    write({ "a.txt": "12345" });
    service.uploadLimit = 4;
    const { failed } = await upload();
    const reason = "the service answered 413 Payload too large (The object exceeded the maximum allowed size)";
    assert.deepEqual(failed, [{ name: "a.txt", reason }]);
  });

  it("says what is wrong with the bucket, the token or the URL", async () => {
    write({ "a.txt": "1" });
    assert.equal(await refusal({ bucket: "none" }), 'there is no bucket "none" at URL; "pulumi up" makes it');
    assert.equal(
      await refusal({ token: "another" }),
      'bucket "docs": the service answered 403 Unauthorized (jwt malformed: Bearer [secret])',
    );
    for (const token of ["", "two words", "a\nb", "é"]) {
      assert.equal(await refusal({ token }), 'bucket "docs": the token holds a character that no token has');
    }
    const away = await TestService.start();
    const { url } = away;
    await away.stop();
    assert.equal(await refusal({ url }), `bucket "docs": ${url} was not reached (ECONNREFUSED)`);
  });

  it("notices a file that changed since it was read", async () => {
    write({ "a.txt": "1", "b.txt": "1" });
    const { entries } = await readFolder(folder);
    write({ "a.txt": "22" });
    rmSync(path.join(folder, "b.txt"));
    const reason = "the file changed while it was uploaded; run this again";
    assert.deepEqual((await upload({ entries })).failed, [
      { name: "a.txt", reason },
      { name: "b.txt", reason },
    ]);
    assert.equal(service.objects.size, 0);
  });

  it("notices a file that changes while it is sent", async () => {
    write({ "a.txt": "x".repeat(2 ** 23) });
    service.fault = (request) => {
      if (request.startsWith("POST")) write({ "a.txt": "y".repeat(2 ** 23) });
      return undefined;
    };
    const reason = "the file changed while it was uploaded; run this again";
    assert.deepEqual((await upload()).failed, [{ name: "a.txt", reason }]);
    assert.equal(service.objects.size, 0);
  });

  it("goes on where it was broken off", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `${String(index).padStart(2, "0")}.txt`);
    write(Object.fromEntries(names.map((name) => [name, name])));
    const stop = new AbortController();
    const onProgress = ({ done }: Progress) => {
      if (done === 8) stop.abort();
    };
    const first = await upload({ onProgress, signal: stop.signal, concurrency: 2 });
    assert.equal(first.uploaded.length + first.notTried.length, 20);
    assert.deepEqual([first.failed, first.unchanged], [[], []]);
    assert.ok(first.uploaded.length >= 8 && first.uploaded.length <= 10);
    const second = await upload();
    assert.ok(second.unchanged.length >= first.uploaded.length);
    assert.deepEqual([...second.uploaded, ...second.unchanged].sort(), names);
    assert.deepEqual((await upload({ signal: AbortSignal.abort() })).notTried, names);
  });

  it("keeps to its concurrency, and tells of each file", async () => {
    write(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${index}.txt`, "x"])));
    const told: Progress[] = [];
    service.pause = 20;
    await upload({ concurrency: 3, onProgress: (progress) => told.push(progress) });
    assert.equal(service.busiest, 3);
    assert.deepEqual(
      told.map(({ done, total, uploaded }) => [done, total, uploaded]),
      Array.from({ length: 12 }, (_, index) => [index + 1, 12, index + 1]),
    );
  });

  it("holds no large file in memory", async function () {
    this.timeout(60_000);
    const size = 128 * 2 ** 20;
    write({ "large.bin": "" });
    truncateSync(path.join(folder, "large.bin"), size);
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const held = () => {
      collectGarbage(); // or what was sent long ago counts, too, whenever the collector happens to be late
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let [most, looks] = [0, 0];
    let next: NodeJS.Timeout | undefined;
    const look = () => {
      most = Math.max(most, held() - before);
      looks += 1;
      next = setTimeout(look, 100); // after the look, which takes long where much else is held
    };
    next = setTimeout(look, 100);
    const { uploaded } = await upload().finally(() => {
      clearTimeout(next);
    });
    assert.ok(looks > 0);
    assert.deepEqual(uploaded, ["large.bin"]);
    assert.equal(service.objects.get("docs/large.bin")?.content, size);
    assert.ok(most < size / 2, `${most >> 20} MiB at once`);
  });
});
