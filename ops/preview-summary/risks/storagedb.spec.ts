import assert from "node:assert/strict";
import { change, said, state } from "../testing-changes";

const bucket = (inputs: object, rest = {}) =>
  state({ bucketId: "a", name: "A", public: false, fileSizeLimit: 1024, ...inputs }, rest);
const buckets = "storagedb:index:Bucket";

describe("what changes of buckets mean", () => {
  it("to whom they are open", () => {
    assert.deepEqual(said(change("create", buckets, "a", { new: bucket({ public: true }) })), [
      "access widened: The bucket `a` is made, **public**: whoever knows an object's name may download it, without a token and whatever the access policies say.",
    ]);
    assert.deepEqual(said(change("update", buckets, "a", { old: bucket({ public: true }), new: bucket({}) })), [
      "harmless: The bucket `a` is no longer public: downloads without a token are refused.",
    ]);
  });

  it("which files they take", () => {
    const types = (before?: string[], after?: string[]) =>
      said(
        change("update", buckets, "a", {
          old: bucket({ allowedMimeTypes: before }),
          new: bucket({ allowedMimeTypes: after }),
        }),
      );
    assert.deepEqual(types(["image/png"], ["image/png", "text/html"]), [
      "security: The bucket `a` takes files of the types `text/html`, too.",
    ]);
    assert.deepEqual(types(["image/png", "text/html"], ["image/png"]), [
      "harmless: The bucket `a` takes no more files of the types `text/html`.",
    ]);
    assert.deepEqual(types(["image/png"], undefined), [
      "security: The bucket `a` takes files of **every type**, before `image/png` only.",
    ]);
    assert.deepEqual(types(undefined, ["image/png"]), [
      "harmless: The bucket `a` takes files of the types `image/png` only.",
    ]);
  });

  it("that they are kept, or replaced by another", () => {
    assert.deepEqual(said(change("delete", buckets, "a", { old: bucket({}, { retainOnDelete: true }) })), [
      "harmless: The bucket `a` is forgotten here, and stays in the database with its objects.",
    ]);
    assert.deepEqual(
      said(
        change("replace", buckets, "a", { old: bucket({}), new: bucket({ bucketId: "b", fileSizeLimit: undefined }) }),
      ),
      [
        "data loss: The bucket `a` is deleted. Nobody counted its objects; if there are any, `pulumi up` refuses.",
        "harmless: The bucket `b` takes files up to the service's own limit, before 1KiB. Objects that are there stay.",
      ],
    );
  });
});

describe("what changes of access policies mean", () => {
  const policies = "storagedb:index:AccessPolicy";
  const policy = (inputs: object) =>
    state({ bucket: "a", name: "p", roles: ["authenticated"], verbs: ["list"], conditions: ["owner"], ...inputs });
  const update = (before: object, after: object) =>
    said(change("update", policies, "a/p", { old: policy(before), new: policy(after) }));

  it("who gains and who loses what, in one sentence where it is the same", () => {
    assert.deepEqual(
      update({ roles: ["x", "y"], verbs: ["list"] }, { roles: ["anon", "x"], verbs: ["remove", "list"] }),
      [
        "access widened: `anon` may **list and remove** objects of their own in the bucket `a`, which for `anon` means **everyone, without signing in** (access policy `p`).",
        "access widened: `x` may **remove** objects of their own in the bucket `a` (access policy `p`).",
        "harmless: `y` may no longer list objects of their own in the bucket `a` by the access policy `p`.",
      ],
    );
  });

  it("which objects they are about", () => {
    const about = (before: unknown[], after: unknown[]) => update({ conditions: before }, { conditions: after });
    assert.deepEqual(about(["owner"], []), [
      "access widened: The access policy `p` of the bucket `a` is about every object, before about objects of their own. That is more.",
    ]);
    assert.deepEqual(about([], [{ folder: "shared" }]), [
      "harmless: The access policy `p` of the bucket `a` is about objects below `shared/`, before about every object. That is less.",
    ]);
    assert.deepEqual(about(["owner"], [{ metadata: { field: "mimetype", equals: "image/png" } }]), [
      "access widened: The access policy `p` of the bucket `a` is about objects whose `mimetype` is `image/png`, before about objects of their own. Compare the two: either may be more.",
    ]);
    assert.deepEqual(about(["public", "userFolder"], ["userFolder", { sql: "size < 1" }]), [
      "harmless: The access policy `p` of the bucket `a` is about objects in the folder named like themselves and where `size < 1`, before about objects of everybody and in the folder named like themselves. That is less.",
    ]);
  });

  it("that one which is only forgotten stays in force", () => {
    const old = { ...policy({}), retainOnDelete: true };
    assert.deepEqual(said(change("delete", policies, "a/p", { old })), [
      "security: The access policy `p` of the bucket `a` is forgotten here, and **stays in force** in the database.",
    ]);
  });
});

describe("what changes in the database mean", () => {
  it("what a role may", () => {
    const update = (before: object, after: object, ...paths: string[]) =>
      said(
        change("update", "storagedb:index:Role", "r", {
          old: state({ name: "r", ...before }),
          new: state({ name: "r", ...after }),
          paths,
        }),
      );
    assert.deepEqual(update({ login: true }, { superuser: true, bypassRowLevelSecurity: "ifAllowed" }), [
      "access widened: The role `r` may **do everything in the whole server and read and change rows past every access policy**.",
      "harmless: The role `r` may no longer sign in.",
    ]);
    assert.deepEqual(update({ memberOf: ["a"] }, { memberOf: ["b"] }, "memberOf"), [
      "access widened: The role `r` becomes a member of `b` and may do what they may.",
      "harmless: The role `r` is no longer a member of `a`.",
    ]);
    assert.deepEqual(update({}, {}, "password"), ["security: The role `r` gets another password."]);
  });

  it("what roles may do on a table", () => {
    const grants = (roles: object) => state({ schema: "storage", table: "objects", roles });
    assert.deepEqual(
      said(
        change("update", "storagedb:index:Grants", "g", {
          old: grants({ anon: ["SELECT"], guest: ["SELECT"] }),
          new: grants({ anon: ["SELECT", "DELETE"] }),
        }),
      ),
      [
        "access widened: `anon` may `DELETE` on the table `storage.objects`.",
        "harmless: `guest` may no longer `SELECT` on the table `storage.objects`.",
      ],
    );
  });

  it("where data is looked for", () => {
    const location = (volumes: object, objects: object) => state({ volumes, objects, moved: ["storage"] });
    assert.deepEqual(
      said(
        change("update", "storagedb:index:DataLocation", "l", {
          old: location({ storage: "a" }, { bucket: "one" }),
          new: location({ storage: "b" }, {}),
        }),
      ),
      [
        "data loss: The data of `storage` is looked for in `b`, before in `a`. Nothing is moved: make sure that a person has done it.",
        "data loss: The data of `objects: bucket` is looked for in no place, before in `one`. Nothing is moved: make sure that a person has done it.",
      ],
    );
  });

  it("which database, and never with what kubeconfig", () => {
    const providers = "pulumi:providers:storagedb";
    const [old, wanted] = [state({ host: "a", kubeconfig: "token" }), state({ host: "b", kubeconfig: "other" })];
    assert.deepEqual(said(change("update", providers, "d", { old, new: wanted, paths: ["host"] })), [
      "security: `storagedb` is reached elsewhere: `host` `a` becomes `b`. Make sure that the same data is there.",
    ]);
    const kubernetes = change("replace", "pulumi:providers:kubernetes", "k", {
      old,
      new: wanted,
      paths: ["kubeconfig"],
    });
    assert.deepEqual(said(kubernetes), [
      "security: `kubernetes` gets another kubeconfig, so that everything in the cluster would be made anew. Where `up` ran without the environment variable KUBECONFIG, run this without it, too.",
    ]);
  });

  it("that keys are forgotten or made anew", () => {
    const key = (operation: "delete" | "replace") =>
      said(
        change(operation, "random:index/randomPassword:RandomPassword", "service-keys-token-first", { old: state({}) }),
      );
    assert.deepEqual(key("delete"), [
      "security: The key `service-keys-token-first` is forgotten: what it signed is refused from now on.",
    ]);
    assert.deepEqual(key("replace"), [
      "security: The key `service-keys-token-first` is made anew: what the old one signed is refused from now on.",
    ]);
  });
});
