import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { differences } from "../difference";
import { digestOf, readFolder } from "../objects/folder";
import { TestService, testToken } from "../objects/testing-service";
import { storagedb } from "../package";
import { Provider } from "../provider";
import type { Properties } from "../wire";
import { firstObjects, type FirstObjectsInputs } from "./first-objects";

const session = { query: () => assert.fail("the database was asked") };

describe("first objects", () => {
  let service: TestService;
  let folder: string;
  let told: [severity: string, message: string][];
  const tell = (severity: string, message: string) => {
    told.push([severity, message]);
  };
  before(async () => {
    service = await TestService.start();
  });
  after(() => service.stop());
  beforeEach(() => {
    service.reset();
    service.bucket("docs");
    told = [];
    folder = mkdtempSync(path.join(tmpdir(), "first-objects-"));
    write({ "a.txt": "1", "b.txt": "1" });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (files: Record<string, string>) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  };
  async function inputs(): Promise<FirstObjectsInputs> {
    const { entries } = await readFolder(folder);
    return {
      bucketId: "docs",
      digest: digestOf(entries),
      files: entries.length,
      url: service.url,
      folder,
      token: testToken,
    };
  }
  const create = async (wanted: FirstObjectsInputs, signal?: AbortSignal) =>
    firstObjects.create(session, wanted, tell, signal);
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => assert.fail("it went well"),
      (error: unknown) => error,
    );
    assert.ok(error instanceof Error);
    assert.ok(!error.message.includes(testToken));
    return error.message;
  };

  it("are uploaded when they are new, and when they changed", async () => {
    const first = await inputs();
    assert.deepEqual(await create(first), first);
    write({ "b.txt": "2" });
    const second = await inputs();
    assert.deepEqual(await firstObjects.update(session, second, first, tell), second);
    assert.equal(service.objects.get("docs/b.txt")?.content, "2");
    assert.deepEqual(told, [
      ["info", 'bucket "docs": 2 uploaded'],
      ["info", 'bucket "docs": 1 uploaded, 1 unchanged'],
    ]);
  });

  it("differ by content, bucket and service, and not by the token or the place of the folder", async () => {
    const state = await inputs();
    const between = (changed: Partial<FirstObjectsInputs>) =>
      differences(firstObjects as never, { ...state, ...changed }, state).map(({ path, replaces }) => [path, replaces]);
    assert.deepEqual(between({ token: "another", folder: "/elsewhere" }), []);
    assert.deepEqual(between({ digest: "d", files: 3, url: "u", token: "another" }), [
      ["digest", false],
      ["files", false],
      ["url", false],
    ]);
    assert.deepEqual(between({ bucketId: "other" }), [["bucketId", true]]);
  });

  it("are left in the bucket when they are forgotten", async () => {
    const state = await create(await inputs());
    service.requests.length = 0;
    assert.deepEqual(await firstObjects.read(session, {}, state), state);
    await firstObjects.delete(session, state);
    assert.deepEqual([service.requests, service.objects.size], [[], 2]);
  });

  it("warn of objects of others, which stay as they are", async () => {
    service.objects.set("docs/a.txt", { content: "theirs", contentType: "text/plain" });
    await create(await inputs());
    assert.equal(service.objects.get("docs/a.txt")?.content, "theirs");
    assert.deepEqual(told, [
      [
        "warning",
        'bucket "docs" has objects that were not put there by this program, which leaves them as they are: a.txt',
      ],
      ["info", 'bucket "docs": 1 uploaded, 1 left as somebody else put them there'],
    ]);
  });

  it("are refused where the folder is no longer what was planned", async () => {
    const planned = await inputs();
    write({ "c.txt": "1" });
    assert.equal(
      await refusal(create(planned)),
      `${folder} changed while "pulumi up" was running, so nothing was uploaded; run it again`,
    );
    assert.deepEqual(service.requests, []);
    write({ "ü.txt": "1" });
    assert.match(
      await refusal(create(planned)),
      /ü\.txt has a name with "ü", which the storage service refuses; rename/,
    );
  });

  it("say which of them failed and why, and go on at the next attempt", async () => {
    const wanted = await inputs();
    service.fault = (request) => (request === "POST /object/docs/a.txt" ? 403 : undefined);
    assert.equal(
      await refusal(create(wanted)),
      'bucket "docs": 1 uploaded, 1 failed\n' +
        'object "a.txt": the service answered 403 Fault (made by the test)\n' +
        '"pulumi up" goes on with what is missing.',
    );
    service.fault = () => undefined;
    await create(wanted);
    assert.deepEqual(told, [["info", 'bucket "docs": 1 uploaded, 1 unchanged']]);
  });

  it("are broken off by the engine's cancellation, with no database in between", async () => {
    const messages: string[] = [];
    const provider = new Provider({ ...storagedb, connect: () => assert.fail("connected") }, (_severity, message) => {
      messages.push(message);
    });
    const news: Properties = { values: { ...(await inputs()) }, secrets: new Set(["token"]), unknowns: new Set() };
    const type = "storagedb:index:FirstObjects";
    assert.deepEqual(await provider.check(type, news), { derived: {}, failures: [] });
    const { id, secrets } = await provider.create(type, "urn", news, false);
    assert.deepEqual([id, secrets, messages], ["docs", ["token"], ['bucket "docs": 2 uploaded']]);
    service.objects.clear();
    service.fault = (request) => {
      if (request.startsWith("POST")) void provider.cancel();
      return request.startsWith("POST") ? "hang" : undefined;
    };
    assert.match(await refusal(provider.create(type, "urn", news, false)), /^bucket "docs": 2 not tried\n/);
  });
});
