import assert from "node:assert/strict";
import { Stage } from "../testing";
import { accessPolicy } from "./access-policy";
import { bucket, type BucketInputs } from "./bucket";

const docs: BucketInputs = {
  bucketId: "docs",
  name: "Dökumente",
  public: false,
  fileSizeLimit: 5 * 2 ** 40,
  allowedMimeTypes: ["image/*", "text/plain"],
};
const plain: BucketInputs = { bucketId: "plain", name: "Plain", public: true };

describe("a bucket", function () {
  this.timeout(20_000);
  const stage = new Stage();
  beforeEach(async () => {
    await stage.wipe();
    await stage.apply();
  });
  const create = (inputs: BucketInputs) => stage.run((session) => bucket.create(session, inputs, stage.tell));
  const update = (inputs: BucketInputs) => stage.run((session) => bucket.update(session, inputs, docs, stage.tell));
  const remove = (inputs: BucketInputs) => stage.run((session) => bucket.delete(session, inputs));
  const upload = (count: number) =>
    stage.sql("INSERT INTO storage.objects (bucket_id, name) SELECT 'docs', generate_series(1, $1)::text", [count]);
  const row = async (id: string) => {
    const [found] = await stage.sql(
      `SELECT name, public, file_size_limit::text AS size, allowed_mime_types AS types FROM storage.buckets WHERE id = $1`,
      [id],
    );
    return found;
  };
  const holding = (objects: string) =>
    `bucket "docs" holds ${objects} and is not deleted; nothing was changed. Put it back into the stack file; or empty ` +
    "it through the storage service first; or, to have it forgotten here and kept in the database, put it back with " +
    `"onRemoval: retain", run "pulumi up", and then remove it.`;

  it("is a row, with null for what is left out, and is read back as the same", async () => {
    for (const inputs of [docs, plain]) {
      assert.deepEqual(await create(inputs), inputs);
      assert.deepEqual(await stage.refresh(bucket, inputs), { state: inputs, changes: [] });
    }
    const size = "5497558138880";
    assert.deepEqual(await row("docs"), { name: docs.name, public: false, size, types: docs.allowedMimeTypes });
    assert.deepEqual(await row("plain"), { name: "Plain", public: true, size: null, types: null });
    assert.deepEqual(stage.told, []);
  });

  it("is adopted with its objects, which are counted", async () => {
    await stage.sql("INSERT INTO storage.buckets (id, name, public) VALUES ('docs', 'Old', NULL)");
    await upload(2);
    assert.deepEqual(await stage.run((session) => bucket.read(session, bucket.parseId("docs"))), {
      bucketId: "docs",
      name: "Old",
      public: false,
    });
    assert.deepEqual(await create(docs), docs);
    assert.deepEqual(stage.told, [["info", 'bucket "docs" exists with 2 objects: adopted as it is, not made anew']]);
    assert.deepEqual(await stage.refresh(bucket, docs), { state: docs, changes: [] });
    assert.deepEqual(await stage.sql("SELECT count(*)::int AS n FROM storage.objects"), [{ n: 2 }]);
  });

  it("shows exactly what was changed by hand, and puts it back", async () => {
    await create(docs);
    await stage.sql("UPDATE storage.buckets SET public = true, file_size_limit = NULL, allowed_mime_types = '{a/b}'");
    const { state, changes } = await stage.refresh(bucket, docs);
    assert.deepEqual(state, { bucketId: "docs", name: docs.name, public: true, allowedMimeTypes: ["a/b"] });
    assert.deepEqual(changes, ["update public", "add fileSizeLimit", "update allowedMimeTypes"]);
    assert.deepEqual(await update(docs), docs);
    assert.deepEqual((await stage.refresh(bucket, docs)).changes, []);
  });

  it("takes a limit and types away again", async () => {
    await create(docs);
    await update({ bucketId: "docs", name: "Other", public: true });
    assert.deepEqual(await row("docs"), { name: "Other", public: true, size: null, types: null });
  });

  it("takes an id and a name that need quoting", async () => {
    const odd = { bucketId: `o'; --"\\`, name: `$1 'x'`, public: false };
    await create(odd);
    assert.deepEqual((await stage.refresh(bucket, odd)).state, odd);
    await remove(odd);
    assert.equal((await stage.refresh(bucket, odd)).state, undefined);
  });

  it("is refused a name that another bucket has, at creation, adoption and change", async () => {
    await create(docs);
    await create(plain);
    const taken = (id: string) => ({
      name: "Refusal",
      message: `the name "Plain" belongs to bucket "plain" already. Give bucket "${id}" another name.`,
    });
    await assert.rejects(create({ ...plain, bucketId: "new" }), taken("new"));
    await assert.rejects(create({ ...docs, name: "Plain" }), taken("docs"));
    await assert.rejects(update({ ...docs, name: "Plain" }), taken("docs"));
    assert.deepEqual((await stage.refresh(bucket, docs)).changes, []);
  });

  it("is gone once deleted: a refresh says so, an update refuses, a deletion is content", async () => {
    await create(docs);
    await remove(docs);
    assert.equal((await stage.refresh(bucket, docs)).state, undefined);
    await assert.rejects(update(docs), {
      name: "Refusal",
      message: 'bucket "docs" is gone; run "pulumi up --refresh" to make it again',
    });
    await remove(docs);
  });

  it("is not there where the tables are not", async () => {
    await stage.sql("DROP TABLE storage.objects, storage.buckets");
    assert.equal((await stage.refresh(bucket, docs)).state, undefined);
    await assert.rejects(create(docs), { name: "Refusal", message: /^there is no table storage\.buckets\. / });
  });

  it("is not deleted while it holds objects, and says how many", async () => {
    await create(docs);
    await upload(1);
    await assert.rejects(remove(docs), { name: "Refusal", message: holding("1 object") });
    await stage.sql("INSERT INTO storage.objects (bucket_id, name) VALUES ('docs', 'x')");
    await assert.rejects(remove(docs), { name: "Refusal", message: holding("2 objects") });
    assert.deepEqual((await stage.refresh(bucket, docs)).changes, []);
  });

  it("takes its own policies with it, and none where it is refused or of another bucket", async () => {
    const policy = { name: "all", roles: ["authenticated"], verbs: ["list", "upload"], conditions: [] } as const;
    for (const id of ["docs", "docs2"]) {
      await create({ ...docs, bucketId: id, name: id });
      const access = { ...policy, bucket: id, roles: [...policy.roles], verbs: [...policy.verbs], conditions: [] };
      await stage.run((session) => accessPolicy.create(session, access, stage.tell));
    }
    const policies = async () =>
      (
        await stage.sql<{ name: string }>("SELECT polname AS name FROM pg_policy WHERE polname LIKE 'docs%' ORDER BY 1")
      ).map(({ name }) => name);
    const second = ["docs2/all/insert", "docs2/all/select"];
    await upload(1);
    await assert.rejects(remove(docs), { name: "Refusal" });
    assert.deepEqual(await policies(), ["docs/all/insert", "docs/all/select", ...second]);
    await stage.sql("DELETE FROM storage.objects");
    await remove(docs);
    assert.deepEqual(await policies(), second);
  });

  it("is deleted past the service's own guard against deletions", async () => {
    await create(docs);
    await stage.sql(`CREATE FUNCTION storage.protect_delete() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' THEN
          RAISE EXCEPTION 'Direct deletion from storage tables is not allowed';
        END IF;
        RETURN NULL;
      END $$`);
    await stage.sql(`CREATE TRIGGER protect_buckets_delete BEFORE DELETE ON storage.buckets
                        FOR EACH STATEMENT EXECUTE FUNCTION storage.protect_delete()`);
    await assert.rejects(stage.sql("DELETE FROM storage.buckets"), /Direct deletion/);
    await remove(docs);
    assert.equal((await stage.refresh(bucket, docs)).state, undefined);
    await assert.rejects(stage.sql("DELETE FROM storage.buckets"), /Direct deletion/, "only in that transaction");
  });
});
