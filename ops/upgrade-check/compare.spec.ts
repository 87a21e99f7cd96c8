import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { compare, type ImageMigration, type Migration } from "./compare";

const migration = (id: number, name = `m${id}`): ImageMigration => ({ id, name, notes: [] });
const names = (list: readonly Migration[]) => list.map(({ name }) => name);

describe("migrations of an image and of a database", () => {
  const image = [1, 2, 3, 4].map((id) => migration(id));

  it("that are the same leave nothing to do", () => {
    assert.deepEqual(compare(image, image, undefined), { pending: [], held: [], unknown: [] });
  });

  it("that are more in the image would be applied, by their numbers", () => {
    const { pending } = compare([migration(1)], [...image].reverse(), undefined);
    assert.deepEqual(names(pending), ["m2", "m3", "m4"]);
  });

  it("that the image does not know make it older than the database", () => {
    assert.deepEqual(names(compare([...image, migration(5, "new")], image, undefined).unknown), ["new"]);
  });

  it("of one number and two names are two", () => {
    const { pending, unknown } = compare([migration(4, "other")], [migration(4)], undefined);
    assert.deepEqual([names(pending), names(unknown)], [["m4"], ["other"]]);
  });

  it("begin with one that no image has a file of", () => {
    assert.deepEqual(compare([migration(0, "create-migrations-table")], [], undefined).unknown, []);
  });

  it("beyond a freeze are held", () => {
    const { pending, held } = compare([migration(1)], image, "m3");
    assert.deepEqual([names(pending), names(held)], [["m2", "m3"], ["m4"]]);
  });

  it("cannot freeze at what the image does not have", () => {
    const { freezeProblem } = compare([], image, "m9");
    assert.equal(freezeProblem, "is no migration of this image; its last ones are m2, m3, m4");
  });

  it("are each either there, pending or held, whatever they are", () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(ids, ids, fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }), (one, other, freeze) => {
        const [applied, brought] = [one.map((id) => migration(id)), other.map((id) => migration(id))];
        const { pending, held, unknown } = compare(applied, brought, freeze === undefined ? undefined : `m${freeze}`);
        const known = other.filter((id) => one.includes(id)).length;
        assert.equal(pending.length + held.length + known, other.length);
        assert.equal(unknown.length + known, one.length);
      }),
    );
  });
});

describe("the list of an image's migrations", () => {
  const list = (files: Readonly<Record<string, string>>) => {
    const folder = mkdtempSync(path.join(tmpdir(), "migrations-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const script = path.join(__dirname, "list-migrations.cjs");
    const { stdout } = spawnSync(process.execPath, ["-e", "require(process.env.SCRIPT)", folder], {
      encoding: "utf8",
      env: { ...process.env, SCRIPT: script },
    });
    rmSync(folder, { recursive: true });
    return JSON.parse(stdout) as ImageMigration[];
  };

  it("has their numbers and names, whatever stands between them", () => {
    const files = { "0002-storage-schema.sql": "", "57-unicode-object-names.sql": "", "readme.md": "" };
    assert.deepEqual(list(files), [
      { id: 2, name: "storage-schema", notes: [] },
      { id: 57, name: "unicode-object-names", notes: [] },
    ]);
  });

  const texts: [string, string[]][] = [
    ["CREATE INDEX i ON storage.objects (name);", ["builds an index, which lets nothing be written meanwhile"]],
    ["create unique index concurrently i on t (a)", ["builds an index beside the service's work"]],
    ["ALTER TABLE storage.objects ALTER COLUMN size TYPE bigint;", ["rewrites or reads a whole table"]],
    ["ALTER TABLE storage.objects ADD COLUMN x text;", []],
    ["ALTER TABLE t DROP COLUMN x;", ["drops a table or a column"]],
    ["UPDATE storage.objects SET level = 1;", ["changes rows that are there"]],
    ["-- create index i on t (a)\n/* drop table t */", []],
  ];
  for (const [sql, notes] of texts) {
    it(`says of ${sql.slice(0, 40)} ${notes[0] ?? "nothing"}`, () => {
      assert.deepEqual(list({ "0001-x.sql": sql })[0]?.notes, notes);
    });
  }
});
