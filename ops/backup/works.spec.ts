import assert from "node:assert/strict";
import { Failure } from "../../cluster/failure";
import { encodeManifest, type Manifest } from "../recovery/manifest";
import type { Repository, Snapshot } from "../recovery/restic";
import { setTime } from "../recovery/set-name";
import { chosen, refuseBrokenOff } from "./works";

const manifest = (set: string, state: Manifest["state"]): Manifest => ({
  ...{ format: 1, stack: "dev", scope: "storage", set, state, parts: {} },
  ...{ began: setTime(set).toISOString(), ended: setTime(set).toISOString() },
  programs: { alfredStorage: "0.1.0", restic: "0.18.0" },
});

const releaseDeadLocks = () => Promise.resolve({ removed: [], left: [] });

/** With sets that are nothing but their manifests. */
function repositoryOf(sets: Readonly<Record<string, Manifest["state"]>>): Repository {
  const snapshots = Object.keys(sets).map((set): Snapshot => ({
    ...{ id: set, time: setTime(set), tags: { scope: "storage", set, part: "manifest" } },
  }));
  return {
    releaseDeadLocks,
    snapshots: () => Promise.resolve(snapshots),
    readText: (id: string) => Promise.resolve(encodeManifest(manifest(id, sets[id] ?? "complete"))),
  } as unknown as Repository;
}

const [one, two, three] = ["20261125T021700Z", "20261126T021700Z", "20261127T021700Z"] as const;

describe("the recovery point that is meant", () => {
  let said: string[];
  const { error } = console;
  beforeEach(() => {
    said = [];
    console.error = (text: string) => said.push(text);
  });
  afterEach(() => {
    console.error = error;
  });

  const none = { latest: false, acceptIncomplete: false };
  const newest = { latest: true, acceptIncomplete: false };
  const mixed = repositoryOf({ [one]: "complete", [two]: "complete", [three]: "incomplete" });
  const meant = async (options: Parameters<typeof chosen>[1], repository = mixed) =>
    (await chosen({ repository }, options)).name;

  it("is the one that is named, whatever it is", async () => {
    assert.equal(await meant({ ...none, set: one }), one);
    assert.equal(await meant({ ...none, set: three }), three);
    const message = 'There is no recovery point 20261128T021700Z of storage. "list" shows those that there are.';
    await assert.rejects(meant({ ...none, set: "20261128T021700Z" }), new Failure(message));
    assert.deepEqual(said, []);
  });

  it("is the newest complete one, and it is said where a newer one is not", async () => {
    assert.equal(await meant(newest), two);
    assert.deepEqual(said, [
      `Set ${two} is the newest complete one. Set ${three} is newer, but incomplete: with --accept-incomplete it is taken.`,
    ]);
    assert.equal(await meant({ ...newest, before: "2026-11-26T02:17:00Z" }), one);
    assert.equal(said.length, 1);
  });

  it("is the newest of all where any is accepted", async () => {
    assert.equal(await meant({ ...newest, acceptIncomplete: true }), three);
    assert.deepEqual(said, []);
  });

  it("is not kept from being found by another one that is damaged", async () => {
    const having = (content: string) =>
      ({
        releaseDeadLocks,
        snapshots: () => mixed.snapshots(),
        readText: (id: string, name: string) => (id === one ? Promise.resolve(content) : mixed.readText(id, name)),
      }) as unknown as Repository;
    // One that was cut was never finished.
    assert.equal(await meant({ ...none, set: two }, having("{")), two);
    assert.deepEqual(said, []);
    assert.equal(await meant({ ...none, set: two }, having("{}")), two);
    assert.deepEqual(said, [
      `Snapshot ${one} cannot be read, and might belong to a recovery point that is not listed.`,
    ]);
  });

  it("is none where none is complete, or before that time", async () => {
    await assert.rejects(
      meant(newest, repositoryOf({ [one]: "incomplete" })),
      new Failure(
        `There is no complete recovery point of storage. Set ${one} is incomplete: with --accept-incomplete it is taken.`,
      ),
    );
    await assert.rejects(
      meant({ ...newest, before: "2026-11-25T00:00:00Z" }),
      new Failure("There is no complete recovery point of storage before 2026-11-25T00:00:00Z."),
    );
    const message = "Which recovery point? Name it with --set, or take the newest with --latest.";
    await assert.rejects(meant(none), new Failure(message));
  });

  it("is named after a restore that broke off, since the newest may be what was there before it", async () => {
    const asked: unknown[] = [];
    const broken = (set?: string) =>
      ({
        releaseDeadLocks,
        snapshots: (wanted: unknown) => {
          asked.push(wanted);
          return Promise.resolve(set === undefined ? [] : [{ id: "1", time: setTime(set), tags: { set } }]);
        },
      }) as unknown as Repository;
    await refuseBrokenOff({ repository: broken() });
    const message = `The restore of redis ${one} broke off. Go on with it by --set ${one}, or name another one by --set.`;
    await assert.rejects(refuseBrokenOff({ repository: broken(one) }, "redis"), new Failure(message));
    assert.deepEqual(asked, [
      { scope: "storage", part: "restoring" },
      { scope: "redis", part: "restoring" },
    ]);
  });
});
