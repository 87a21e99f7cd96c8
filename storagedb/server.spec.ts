import assert from "node:assert/strict";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as plugin from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import packageSchema from "./schema.json";
import { Plugin, secret, unknownText } from "./testing-plugin";

const config = { host: "127.0.0.1", port: "5432", database: "postgres", username: "postgres", tls: "disable" };
const bucket = { bucketId: "docs", name: "Docs", public: false };
const policy = { bucket: "docs", name: "own", roles: ["anon"], verbs: ["list"], conditions: ["owner"] };

describe("the plugin, before it needs a database,", function () {
  this.timeout(10_000);
  let storagedb: Plugin;
  before(async () => {
    storagedb = await Plugin.start();
  });
  after(() => storagedb.stop());

  it("gives its schema and version", async () => {
    const response = await storagedb.ask(service.getSchema, new plugin.GetSchemaRequest());
    assert.deepEqual(JSON.parse(response.getSchema()), packageSchema);
    const info = await storagedb.ask(service.getPluginInfo, new Empty());
    assert.equal(info.getVersion(), packageSchema.version);
  });

  describe("checks its configuration:", () => {
    for (const [what, change, problem] of [
      ["a whole one", {}, undefined],
      ["one with everything", { password: secret("p"), tlsCertificateAuthority: "PEM", version: "0.1.0" }, undefined],
      ["an unknown password", { password: unknownText }, undefined],
      ["an unknown host", { host: unknownText }, undefined],
      ["no host", { host: "" }, "host: Too small: expected string to have >=1 characters"],
      ["a port in words", { port: "many" }, "port: is not a port number"],
      ["no database", { database: "" }, "database: Too small: expected string to have >=1 characters"],
      ["no username", { username: null }, "username: Invalid input: expected string, received undefined"],
      ["a password that is a number", { password: 5 }, "password: Invalid input: expected string, received number"],
      [
        "an unknown kind of TLS",
        { tls: "prefer" },
        'tls: Invalid option: expected one of "disable"|"require"|"verify-full"',
      ],
      ["an unknown key", { hots: "h" }, ': Unrecognized key: "hots"'],
    ] as const) {
      it(what, async () => {
        assert.deepEqual(await storagedb.checkConfig({ ...config, ...change }), problem === undefined ? [] : [problem]);
      });
    }

    it("all of its problems at once", async () => {
      assert.equal((await storagedb.checkConfig({ port: "x", tls: "y" })).length, 5);
    });
  });

  it("takes a changed connection for a change that replaces nothing", async () => {
    const old = { ...config, password: secret("old") };
    assert.deepEqual(await storagedb.diffConfig(old, { ...config, password: secret("new") }), {
      changes: true,
      diffs: ["password"],
      replaces: [],
      parts: {},
    });
    const host = await storagedb.diffConfig(old, { ...old, host: "other", port: "1" });
    assert.deepEqual([host.diffs, host.replaces], [["host", "port"], []]);
    assert.equal((await storagedb.diffConfig(old, old)).changes, false);
    assert.equal((await storagedb.diffConfig(config, { ...config, password: secret("new") })).changes, true);
  });

  describe("checks inputs:", () => {
    it("gives them back as they came, markers included, with what it derives", async () => {
      const role = { name: "keeper", password: secret("hunter2"), login: unknownText };
      assert.deepEqual(await storagedb.check("Role", role), { inputs: role, failures: [] });
      const schema = { owner: "a", serviceRole: "b", callers: ["c"] };
      const checked = await storagedb.check("Schema", schema);
      assert.deepEqual({ ...checked.inputs, sqlChecksum: "" }, { ...schema, sqlChecksum: "" });
      assert.match(JSON.stringify(checked.inputs["sqlChecksum"]), /^"[0-9a-f]{16}"$/);
    });

    for (const [type, inputs, problems] of [
      ["Bucket", bucket, []],
      ["Bucket", { ...bucket, colour: "red" }, [': Unrecognized key: "colour"']],
      [
        "Bucket",
        { bucketId: "", name: 5, fileSizeLimit: 1.5, allowedMimeTypes: "text/plain" },
        [
          "bucketId: Too small: expected string to have >=1 characters",
          "name: Invalid input: expected string, received number",
          "public: Invalid input: expected boolean, received undefined",
          "fileSizeLimit: Invalid input: expected int, received number",
          "allowedMimeTypes: Invalid input: expected array, received string",
        ],
      ],
      ["Bucket", { ...bucket, fileSizeLimit: 0 }, ["fileSizeLimit: Too small: expected number to be >0"]],
      ["Bucket", { ...bucket, name: unknownText, public: unknownText }, []],
      [
        "Bucket",
        { ...bucket, name: unknownText, public: "x" },
        ["public: Invalid input: expected boolean, received string"],
      ],
      [
        "Grants",
        { schema: "s", table: "t", roles: { anon: ["TRUNCATE"] } },
        ['roles.anon.0: Invalid option: expected one of "SELECT"|"INSERT"|"UPDATE"|"DELETE"'],
      ],
      ["Role", { name: "x".repeat(64) }, ["name: Too big: expected string to have <=63 characters"]],
      ["AccessPolicy", { ...policy, roles: [] }, ["roles: Too small: expected array to have >=1 items"]],
      ["AccessPolicy", { ...policy, conditions: [{ sql: "name = 'x' OR true" }] }, []],
      [
        "AccessPolicy",
        { ...policy, conditions: [{ sql: "true; DROP TABLE x" }] },
        [
          "conditions: the SQL condition 'true; DROP TABLE x' is not one SQL expression " +
            '(PostgreSQL\'s parser says: syntax error at or near ";")',
        ],
      ],
    ] as const) {
      it(`${type} ${JSON.stringify(inputs).slice(0, 70)}`, async () => {
        assert.deepEqual((await storagedb.check(type, inputs)).failures, problems);
      });
    }
  });

  it("works at a preview that does not know the connection, and never connects", async () => {
    assert.deepEqual(await storagedb.configure({ ...config, port: "1", password: secret(unknownText) }), {
      acceptsecrets: true,
      acceptresources: false,
      acceptoutputs: true,
      supportspreview: true,
      supportsAutonamingConfiguration: false,
    });
    assert.deepEqual(await storagedb.create("Bucket", bucket, true), { id: "", state: bucket });
    assert.deepEqual(await storagedb.create("Role", { name: "r", password: secret("hunter2") }, true), {
      id: "",
      state: {
        name: "r",
        password: secret("hunter2"),
        bypassesRowLevelSecurity: unknownText,
        keptMemberships: unknownText,
      },
    });
    await assert.rejects(storagedb.create("Bucket", bucket), {
      message: "the connection of the storagedb provider is not known yet, so nothing can be done in the database",
    });
    await storagedb.cancel();
    assert.deepEqual(storagedb.told, []);
  });

  it("knows its own types only", async () => {
    await assert.rejects(storagedb.create("Table", {}), {
      message: "storagedb has no resource of type storagedb:index:Table",
    });
  });
});

describe("the plugin's differences", function () {
  this.timeout(10_000);
  let storagedb: Plugin;
  before(async () => {
    storagedb = await Plugin.start();
  });
  after(() => storagedb.stop());

  const role = { name: "r", login: true, password: secret("a"), bypassesRowLevelSecurity: false, keptMemberships: [] };
  const grants = { schema: "storage", table: "objects", roles: { anon: ["SELECT"], "odd one": [] } };
  const schema = {
    ...{ owner: "o", serviceRole: "s", callers: ["c"], sqlChecksum: "1", tables: "service", serviceMigrations: 57 },
    ...{ functions: { "auth.uid": "changed" }, rowLevelSecurity: { objects: false }, unmanagedPolicies: [] },
    serviceRolePolicies: { objects: true },
  };
  const found = [{ name: "docs/own/select", command: "SELECT", roles: ["anon"], using: "true" }];
  const access = { ...policy, applied: found, policies: [] };

  for (const [what, type, state, news, parts] of [
    ["none of a role", "Role", role, { name: "r", login: true, password: secret("a") }, {}],
    [
      "of a role",
      "Role",
      role,
      { name: "q", password: secret("b"), memberOf: ["x"] },
      { name: "update replace", login: "delete", memberOf: "add", password: "update" },
    ],
    [
      "of grants, by role",
      "Grants",
      grants,
      { ...grants, schema: "other", roles: { anon: ["INSERT"], new: [] } },
      { schema: "update replace", "roles.anon": "update", 'roles["odd one"]': "delete", "roles.new": "add" },
    ],
    [
      "of the schema, and what somebody changed in the database",
      "Schema",
      schema,
      { owner: "p", serviceRole: "s", callers: [], sqlChecksum: "2" },
      {
        ...{ owner: "update", callers: "update", sqlChecksum: "update" },
        'functions["auth.uid"]': "update, in the database",
        "rowLevelSecurity.objects": "update, in the database",
      },
    ],
    [
      "of a bucket",
      "Bucket",
      { ...bucket, fileSizeLimit: 5 },
      { ...bucket, bucketId: "other", allowedMimeTypes: ["a/b"], public: true },
      { bucketId: "update replace", public: "update", fileSizeLimit: "delete", allowedMimeTypes: "add" },
    ],
    ["of a bucket whose name is not known yet", "Bucket", bucket, { ...bucket, name: unknownText }, { name: "update" }],
    [
      "of an access policy that somebody dropped",
      "AccessPolicy",
      access,
      policy,
      { 'policies["docs/own/select"]': "update, in the database" },
    ],
    [
      "of an access policy",
      "AccessPolicy",
      { ...access, policies: found },
      { ...policy, bucket: "b", name: "n", verbs: ["remove"], conditions: [] },
      { bucket: "update replace", name: "update replace", verbs: "update", conditions: "update" },
    ],
  ] as const) {
    it(what, async () => {
      const difference = await storagedb.diff(type, state, news);
      assert.deepEqual(difference.parts, parts);
      assert.equal(difference.changes, Object.keys(parts).length > 0);
      const top = new Set(Object.keys(parts).map((part) => part.replace(/[.[].*/, "")));
      assert.deepEqual(new Set(difference.diffs), top);
      const replacing = Object.entries(parts).filter(([, kind]) => kind.endsWith("replace"));
      assert.deepEqual(
        difference.replaces,
        replacing.map(([part]) => part),
      );
    });
  }
});
