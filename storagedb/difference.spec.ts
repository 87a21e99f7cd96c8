import assert from "node:assert/strict";
import { z } from "zod";
import { differences, inWords } from "./difference";
import { canonical, type ResourceType, type Values } from "./resource";

const type: ResourceType = {
  name: "Thing",
  inputs: z.strictObject({
    id: z.string(),
    size: z.int().optional(),
    roles: z.record(z.string(), z.array(z.string())),
    list: z.array(z.unknown()).optional(),
  }),
  immutable: ["id"],
  idOf: () => "",
  parseId: () => ({}),
  read: () => Promise.resolve(undefined),
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
  delete: () => Promise.resolve(),
  drift: ({ broken }) => broken as string[],
};

const state = { id: "a", size: 1, roles: { anon: ["SELECT"], "odd name": [] }, broken: [] };
const between = (wanted: Values, found: Values = state) => differences(type, wanted, found);

describe("differences", () => {
  it("finds none between equal inputs, whatever the order of keys and whatever else the state holds", () => {
    assert.deepEqual(between({ roles: { "odd name": [], anon: ["SELECT"] }, size: 1, id: "a" }), []);
  });

  it("says of each input whether it is added, changed or deleted, and what replaces", () => {
    const change = { replaces: false, input: true };
    assert.deepEqual(between({ id: "b", roles: state.roles, list: [] }), [
      { path: "id", kind: "update", replaces: true, input: true, old: "a", wanted: "b" },
      { path: "size", kind: "delete", ...change, old: 1, wanted: undefined },
      { path: "list", kind: "add", ...change, old: undefined, wanted: [] },
    ]);
  });

  it("goes into objects by key, and not into lists", () => {
    const roles = { anon: ["INSERT"], _new1: [] };
    const lists = { ...state, list: [{ a: 1 }] };
    assert.deepEqual(
      between({ id: "a", size: 1, roles, list: [{ a: 2 }] }, lists).map(({ path, kind }) => [path, kind]),
      [
        ["roles.anon", "update"],
        [`roles["odd name"]`, "delete"],
        ["roles._new1", "add"],
        ["list", "update"],
      ],
    );
  });

  it("takes the order of a list for a difference", () => {
    assert.deepEqual(
      between({ ...state, list: [1, 2] }, { ...state, list: [2, 1] }).map(({ path }) => path),
      ["list"],
    );
  });

  it("adds what was found changed in the database, as no input's doing", () => {
    assert.deepEqual(between(state, { ...state, broken: [`policies["a/b"]`] }), [
      { path: `policies["a/b"]`, kind: "update", replaces: false, input: false },
    ]);
  });
});

describe("inWords", () => {
  it("tells both sides of each change, what is put in place, and hides secrets", () => {
    const change = { kind: "update", replaces: false, input: true } as const;
    const changes = [
      { ...change, path: "size", old: undefined, wanted: 2 },
      { ...change, path: "roles.anon", old: ["SELECT"], wanted: undefined },
      { ...change, path: "password", old: "old", wanted: "new" },
      { ...change, path: "tables", input: false },
    ];
    assert.equal(
      inWords(changes, ["password"]),
      `size: nothing becomes 2; roles.anon: ["SELECT"] becomes nothing; password: [secret]; tables put in place`,
    );
  });
});

describe("canonical", () => {
  it("orders keys at every depth, keeps lists, and leaves out what is undefined", () => {
    assert.equal(canonical({ b: [{ d: 1, c: null }], a: undefined }), canonical({ b: [{ c: null, d: 1 }] }));
    assert.equal(canonical({ b: [{ d: 1, c: null }] }), `{"b":[{"c":null,"d":1}]}`);
    assert.notEqual(canonical(["a", "b"]), canonical(["b", "a"]));
  });
});
