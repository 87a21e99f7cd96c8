import assert from "node:assert/strict";
import fc from "fast-check";
import { inText, messageIn, readListing, readLock, readSnapshots } from "./restic-messages";
import { unreadableIn } from "./restic-snapshots";
import { unreadIn } from "./restic-store-folder";

const zeros = {
  total_files: 0,
  total_bytes: 0,
  files_done: 0,
  bytes_done: 0,
  error_count: 0,
  files_restored: 0,
  bytes_restored: 0,
};

describe("what restic says", () => {
  it("is read as 0.14 says it", () => {
    assert.deepEqual(messageIn('{"message_type":"status","percent_done":0}'), { message_type: "status", ...zeros });
    assert.deepEqual(
      messageIn(
        '{"message_type":"status","seconds_elapsed":1,"percent_done":0.69,"total_files":3,"files_done":1,' +
          '"total_bytes":27000000,"bytes_done":18670960,"current_files":["/f2","/f3"]}',
      ),
      {
        message_type: "status",
        ...zeros,
        total_files: 3,
        files_done: 1,
        total_bytes: 27000000,
        bytes_done: 18670960,
      },
    );
    assert.deepEqual(
      messageIn(
        '{"message_type":"summary","files_new":20,"files_changed":0,"files_unmodified":0,"dirs_new":1,' +
          '"dirs_changed":0,"dirs_unmodified":0,"data_blobs":19,"tree_blobs":2,"data_added":8544,' +
          '"total_files_processed":20,"total_bytes_processed":716,"total_duration":0.275,"snapshot_id":"163c805b"}',
      ),
      { message_type: "summary", total_files_processed: 20, total_bytes_processed: 716, snapshot_id: "163c805b" },
    );
  });

  /** From restic's documentation of 0.18, "Scripting", and its source. */
  it("is read as 0.18 documents it", () => {
    assert.deepEqual(
      messageIn(
        '{"message_type":"status","seconds_elapsed":3,"percent_done":0.5,"total_files":4,"files_restored":2,' +
          '"total_bytes":10,"bytes_restored":5}',
      ),
      { message_type: "status", ...zeros, total_files: 4, files_restored: 2, total_bytes: 10, bytes_restored: 5 },
    );
    const id = "ab".repeat(32);
    assert.deepEqual(
      messageIn(
        '{"message_type":"summary","data_added_packed":5,"total_files_processed":1,"total_bytes_processed":2,' +
          `"backup_start":"2025-05-01T00:00:00Z","snapshot_id":"${id}"}`,
      ),
      { message_type: "summary", total_files_processed: 1, total_bytes_processed: 2, snapshot_id: id },
    );
    assert.deepEqual(messageIn('{"message_type":"exit_error","code":12,"message":"Fatal: wrong password"}'), {
      message_type: "exit_error",
      message: "Fatal: wrong password",
    });
  });

  it("is nothing where it is no such message", () => {
    for (const line of [
      "",
      "restoring <Snapshot>",
      "{",
      '{"message_type":"verbose_status"}',
      '{"message_type":3}',
      "[]",
    ]) {
      assert.equal(messageIn(line), undefined);
    }
  });

  it("names what could not be read, whichever version says so, and not what only the estimate missed", () => {
    const v14 = '{"message_type":"error","error":{"Op":"open","Path":"a","Err":13},"during":"archival","item":"/f/a"}';
    const v14Folder = '{"message_type":"error","error":{},"during":"archival","item":"closed"}';
    const v18 = '{"message_type":"error","error":{"message":"open /f/a: denied"},"during":"archival","item":"/f/a"}';
    assert.deepEqual([v14, v14Folder, v18].map(unreadIn), ["/f/a", "closed", "/f/a"]);
    assert.equal(unreadIn('{"message_type":"error","error":{},"during":"scan","item":"/f/a"}'), undefined);
    assert.equal(unreadIn("Warning: at least one source file could not be read"), undefined);
  });

  it("names exactly any name that could not be read", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        // As Go encodes it, which also escapes what HTML has a meaning for.
        const item = JSON.stringify(`/f/${name}`).replace(
          /[<>&\u2028\u2029]/g,
          (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
        const line = `{"message_type":"error","error":{},"during":"archival","item":${item}}`;
        assert.equal(unreadIn(line), `/f/${name}`);
      }),
    );
  });

  it("is told to a person without JSON", () => {
    assert.equal(
      inText(
        [
          "Load(<key/1>) returned error",
          '{"message_type":"error","error":{"message":"no room"},"during":"restore","item":"/a"}',
          '{"message_type":"error","message":"pack 12: does not exist"}',
          '{"message_type":"exit_error","code":1,"message":"Fatal: two\\nlines"}',
        ].join("\n"),
      ),
      "Load(<key/1>) returned error\n/a: no room\npack 12: does not exist\nFatal: two\nlines",
    );
  });

  it("lists what a snapshot holds, with or without the field that newer versions add", () => {
    assert.deepEqual(
      readListing('{"time":"2026-11-27T11:09:55Z","id":"16","short_id":"16","struct_type":"snapshot"}'),
      {
        struct_type: "snapshot",
      },
    );
    const node = (more: string) =>
      `{"name":"\\u003c\\n","type":"file","path":"/d/\\u003c\\n","uid":0,"gid":0,"size":12,"mode":420,` +
      `"permissions":"-rw-r--r--","mtime":"2026-11-27T11:09:55.852445059Z",${more}"struct_type":"node"}`;
    for (const more of ["", '"inode":5,"message_type":"node",']) {
      assert.deepEqual(readListing(node(more)), {
        struct_type: "node",
        path: "/d/<\n",
        type: "file",
        size: 12,
        mtime: new Date("2026-11-27T11:09:55.852Z"),
      });
    }
  });

  it("lists snapshots, also those without tags", () => {
    assert.deepEqual(readSnapshots("[]\n"), []);
    const [tagged, plain] = readSnapshots(
      '[{"time":"2026-11-27T12:09:55.898821777+01:00","tree":"36","paths":["/"],"hostname":"s","tags":["a=1","b"],' +
        '"id":"16"},{"time":"2026-11-27T11:15:10Z","tags":null,"id":"17"}]',
    );
    assert.deepEqual(tagged, { id: "16", time: new Date("2026-11-27T11:09:55.898Z"), tags: ["a=1", "b"] });
    assert.equal(plain?.tags, null);
  });

  it("names snapshots that it could not load", () => {
    const id = "48bd7dfb".repeat(8);
    assert.equal(
      unreadableIn("could not load snapshot 48bd7dfb: load <snapshot/48bd7dfb87>: invalid data"),
      "48bd7dfb",
    );
    assert.equal(unreadableIn(`Ignoring "${id}": LoadRaw(<snapshot/48bd>): invalid data returned`), id);
    assert.equal(unreadableIn(`Ignoring "${id}", could not load snapshot: x`), id);
    assert.equal(unreadableIn(`{"message_type":"error","message":"Ignoring \\"${id}\\": x"}`), id);
    assert.equal(unreadableIn("Ignoring filters as there are explicit snapshot ids given"), undefined);
  });

  it("tells whose a lock is", () => {
    const lock =
      '{\n  "time": "2026-11-27T11:10:16.735044537Z",\n  "exclusive": false,\n  "hostname": "vm",\n  "username": "root",\n  "pid": 8069\n}\n';
    assert.deepEqual(readLock(lock), {
      time: new Date("2026-11-27T11:10:16.735Z"),
      exclusive: false,
      hostname: "vm",
      username: "root",
      pid: 8069,
    });
  });
});
