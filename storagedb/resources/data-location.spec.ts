import assert from "node:assert/strict";
import type { Ask } from "../resource";
import { Stage } from "../testing";
import { dataLocation, type DataLocationInputs } from "./data-location";

const here: DataLocationInputs = {
  volumes: { database: "db-postgres-data", storage: "db-storage-data" },
  objects: { backend: "file", folder: "alfred-platform", tenant: "one" },
  moved: [],
};
const nobody: Ask = () => assert.fail("the database was asked");

describe("where the data is", function () {
  this.timeout(20_000);
  const stage = new Stage();
  const ask: Ask = (work) => stage.run(work);
  const guard = async (wanted: Partial<DataLocationInputs>, asked: Ask = nobody) =>
    (await dataLocation.guard?.(here, { ...here, ...wanted }, asked)) ?? [];
  const elsewhere = { objects: { ...here.objects, tenant: "two" } };

  before(async () => {
    await stage.wipe();
    await stage.apply();
  });

  it("may stay as it is", async () => {
    assert.deepEqual(await guard({}), []);
  });

  it("may not change for a volume, since nothing is moved by it", async () => {
    const volumes = { ...here.volumes, storage: "files" };
    assert.deepEqual(await guard({ volumes }), [
      {
        property: "volumes.storage",
        reason:
          "the data is in db-storage-data, and files would be another, empty place. Put it back; or move the data " +
          `there (docs/dev.md, "Move a volume") and add storage to alfred-storage:moved for the next "pulumi up".`,
      },
    ]);
    assert.deepEqual(await guard({ volumes, moved: ["storage"] }), []);
    assert.equal((await guard({ volumes, moved: ["database", "objects"] })).length, 1);
  });

  it("may change for objects while there are none", async () => {
    assert.deepEqual(await guard(elsewhere, ask), []);
  });

  it("may not change for objects that are there, and says how many", async () => {
    await stage.sql("INSERT INTO storage.buckets (id, name) VALUES ('docs', 'docs')");
    await stage.sql("INSERT INTO storage.objects (bucket_id, name) VALUES ('docs', 'a'), ('docs', 'b')");
    assert.deepEqual(await guard({ objects: { backend: "s3", bucket: "b", tenant: "one" } }, ask), [
      {
        property: "objects",
        reason:
          "would change backend from file to s3, folder from alfred-platform to none, bucket from none to b, but the " +
          "database knows 2 objects, stored where it was: the service would find none of them. Put it back; or move " +
          'the objects and add objects to alfred-storage:moved for the next "pulumi up".',
      },
    ]);
    assert.deepEqual(await guard({ ...elsewhere, moved: ["objects"] }), []);
  });

  it("may not change where the database cannot say whether there are objects", async () => {
    const [refused] = await guard(elsewhere, () => Promise.reject(new Error("the server does not answer")));
    assert.match(
      refused?.reason ?? "",
      /^would change tenant from one to two, but whether there are objects could not be asked \(the server does not/,
    );
  });

  it("needs no database to be kept", async () => {
    const session = { query: () => assert.fail("the database was asked") };
    const tell = () => undefined;
    assert.equal(dataLocation.remembered, true);
    assert.deepEqual(await dataLocation.create(session, here, tell), here);
    assert.deepEqual(await dataLocation.update(session, here, here, tell), here);
    assert.deepEqual(await dataLocation.read(session, {}, here), here);
  });
});
