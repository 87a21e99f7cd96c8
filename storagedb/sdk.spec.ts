import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { resources, storagedb } from "./package";
import type { ResourceType, Values } from "./resource";
import packageSchema from "./schema.json";
import * as sdk from "./sdk";
import { schemaInputs, Stage } from "./testing";
import { registered } from "./testing-program";

/** Every argument of every class, which the compiler holds against its interface: none is missing, none too much. */
const role: Required<sdk.RoleArgs> = {
  name: "keeper",
  login: true,
  inherit: false,
  superuser: false,
  createRole: false,
  createDatabase: false,
  replication: false,
  bypassRowLevelSecurity: "ifAllowed",
  memberOf: ["anon"],
  password: pulumi.secret("p"),
};
const grants: Required<sdk.GrantsArgs> = { schema: "storage", table: "objects", roles: { anon: ["SELECT"] } };
const schema: Required<sdk.SchemaArgs> = schemaInputs;
const bucket: Required<sdk.BucketArgs> = {
  bucketId: "docs",
  name: "Docs",
  public: false,
  fileSizeLimit: 5,
  allowedMimeTypes: ["text/plain"],
};
const accessPolicy: Required<sdk.AccessPolicyArgs> = {
  bucket: "docs",
  name: "own",
  roles: ["anon"],
  verbs: ["list"],
  conditions: ["owner"],
};
const dataLocation: Required<sdk.DataLocationArgs> = {
  volumes: { database: "db-postgres-data" },
  objects: { backend: "file" },
  moved: [],
};
const firstObjects: Required<sdk.FirstObjectsArgs> = {
  bucketId: "docs",
  digest: "d",
  files: 2,
  url: "http://127.0.0.1:5000",
  folder: "/project/objects/docs",
  token: "t",
};
const provider: Required<sdk.ProviderArgs> = {
  host: "h",
  port: 5433,
  database: "d",
  username: "u",
  password: "p",
  tls: "require",
  tlsCertificateAuthority: "PEM",
};
const args: Record<string, Record<string, unknown>> = {
  Role: { ...role },
  Grants: { ...grants },
  Schema: { ...schema },
  Bucket: { ...bucket },
  AccessPolicy: { ...accessPolicy },
  DataLocation: { ...dataLocation },
  FirstObjects: { ...firstObjects },
};

/** Inputs that the provider fills in itself (`derive`), and a program does not give. */
const derived: Record<string, string[]> = { Schema: ["sqlChecksum"] };

interface Described {
  readonly inputProperties: Record<string, { readonly willReplaceOnChanges?: boolean; readonly secret?: boolean }>;
  readonly properties: Record<string, { readonly secret?: boolean }>;
  readonly requiredInputs: readonly string[];
  readonly required: readonly string[];
}
const described = (name: string) =>
  (packageSchema.resources as unknown as Record<string, Described>)[`storagedb:index:${name}`] ?? assert.fail(name);
const sorted = (names: Iterable<string>) => [...names].sort();
const requiredOf = (shape: z.ZodObject["shape"]) =>
  Object.keys(shape).filter((key) => !(shape[key] as z.ZodType).safeParse(undefined).success);

describe("the package schema", () => {
  it("has the types that the provider serves, and no other", () => {
    const types = resources.map(({ name }) => `storagedb:index:${name}`);
    assert.deepEqual(sorted(Object.keys(packageSchema.resources)), sorted(types));
    assert.deepEqual(sorted(Object.keys(args)), sorted(resources.map(({ name }) => name)));
  });

  for (const type of resources) {
    describe(type.name, () => {
      const { inputProperties, properties, requiredInputs, required } = described(type.name);
      const inputs = Object.keys(type.inputs.shape);

      it("describes the inputs that the provider knows, and that programs can give", () => {
        assert.deepEqual(sorted(Object.keys(inputProperties)), sorted(inputs));
        const given = Object.keys(args[type.name] ?? {});
        assert.deepEqual(sorted(inputs.filter((key) => !derived[type.name]?.includes(key))), sorted(given));
        assert.deepEqual(Object.keys(type.derive?.() ?? {}), derived[type.name] ?? []);
      });

      it("requires the same ones", () => {
        assert.deepEqual(sorted(requiredInputs), sorted(requiredOf(type.inputs.shape)));
      });

      it("says of the same ones that their change replaces", () => {
        const replacing = Object.keys(inputProperties).filter((key) => inputProperties[key]?.willReplaceOnChanges);
        assert.deepEqual(sorted(replacing), sorted(type.immutable));
      });

      it("gives every input back, with secrets on both sides", () => {
        const secrets = (side: Described["properties"]) => Object.keys(side).filter((key) => side[key]?.secret);
        assert.deepEqual(secrets(properties), secrets(inputProperties));
        for (const key of inputs) assert.ok(key in properties, key);
        for (const key of requiredInputs) assert.ok(required.includes(key), key);
      });
    });
  }

  it("describes the provider's configuration as it is checked and as programs can give it", () => {
    const { inputProperties, requiredInputs } = packageSchema.provider;
    const known = Object.keys(storagedb.config.shape).filter((key) => key !== "version"); // which the engine adds
    assert.deepEqual(sorted(Object.keys(inputProperties)), sorted(known));
    assert.deepEqual(sorted(Object.keys(provider)), sorted(known));
    assert.deepEqual(sorted(requiredInputs), sorted(requiredOf(storagedb.config.shape)));
  });
});

describe("the classes for programs", () => {
  it("pass everything on as it was given, the provider's configuration as text, and passwords as secrets", async () => {
    const found = await registered(() => {
      const db = new sdk.Provider("db", provider);
      new sdk.Role("Role", role, { provider: db });
      new sdk.Grants("Grants", grants, { provider: db });
      new sdk.Schema("Schema", schema, { provider: db });
      new sdk.Bucket("Bucket", bucket, { provider: db });
      new sdk.AccessPolicy("AccessPolicy", accessPolicy, { provider: db });
      new sdk.DataLocation("DataLocation", dataLocation, { provider: db });
      new sdk.FirstObjects("FirstObjects", firstObjects, { provider: db });
    });
    const inputs = Object.fromEntries(found.map((resource) => [resource.type, resource.inputs]));
    assert.deepEqual(inputs, {
      "pulumi:providers:storagedb": { ...provider, port: "5433", password: "[secret]" },
      ...Object.fromEntries(Object.entries(args).map(([name, given]) => [`storagedb:index:${name}`, given])),
      "storagedb:index:Role": { ...role, password: "[secret]" },
      "storagedb:index:FirstObjects": { ...firstObjects, token: "[secret]" },
    });
  });

  it("have the default port, and no password where none is given", async () => {
    const [found] = await registered(() => new sdk.Provider("db", { host: "h", database: "d", username: "u" }));
    assert.deepEqual(found?.inputs, { host: "h", port: "5432", database: "d", username: "u" });
  });

  it("have every output that the schema describes", async () => {
    const made: pulumi.Resource[] = [];
    await registered(() => {
      const options = { provider: new sdk.Provider("db", provider) };
      made.push(new sdk.Role("Role", role, options), new sdk.Grants("Grants", grants, options));
      made.push(new sdk.Schema("Schema", schema, options), new sdk.Bucket("Bucket", bucket, options));
      made.push(new sdk.AccessPolicy("AccessPolicy", accessPolicy, options));
      made.push(new sdk.DataLocation("DataLocation", dataLocation, options));
      made.push(new sdk.FirstObjects("FirstObjects", firstObjects, options));
    });
    for (const [index, name] of Object.keys(args).entries()) {
      const resource = made[index] as unknown as Record<string, unknown>;
      for (const key of Object.keys(described(name).properties)) {
        assert.ok(pulumi.Output.isInstance(resource[key]), `${name}.${key}`);
      }
    }
  });
});

describe("the states that the provider gives", function () {
  this.timeout(20_000);

  it("hold what the schema describes: nothing else, and all that it requires", async () => {
    const stage = new Stage();
    await stage.wipe();
    await stage.apply();
    const given = { ...args, Role: { ...role, password: "p" } };
    // A bucket's policy and the objects' grants need what the others make. What needs the service has a spec with one.
    for (const type of (resources as ResourceType[]).filter(({ needsService }) => needsService !== true)) {
      const inputs = given[type.name as keyof typeof given] as Values;
      const state = await stage.run((session) => type.create(session, inputs, stage.tell));
      const { properties, required } = described(type.name);
      for (const key of Object.keys(state)) assert.ok(key in properties, `${type.name}.${key}`);
      for (const key of required) assert.ok(state[key] !== undefined, `${type.name}.${key}`);
    }
  });
});
