import assert from "node:assert/strict";
import fc from "fast-check";
import { asPulumi, goodConfig } from "./fixture";
import { formatIssues } from "./issues";
import { readSettings } from "./read";

const read = (config: Readonly<Record<string, unknown>>) => readSettings(asPulumi(config), "Pulumi.test.yaml");
const keys = async (config: Readonly<Record<string, unknown>>) =>
  (await read(config)).issues.map(({ severity, key }) => `${severity} ${key}`);

describe("readSettings", () => {
  it("gives every setting, parsed and with its default", async () => {
    const { settings, issues } = await read({
      platform: "docker",
      database: { host: "localhost", password: "secret" },
      buckets: [
        {
          id: "agent-documents",
          name: "Agent Documents",
          public: false,
          file_size_limit: 10485760,
          allowed_mime_types: ["application/pdf"],
          policies: [
            {
              name: "user_documents",
              resources: ["objects"],
              actions: ["select", "insert"],
              roles: ["authenticated"],
              condition: "auth.uid() = owner",
            },
          ],
        },
        { id: "plain" },
      ],
    });
    assert.deepEqual(issues, []);
    assert.deepEqual(settings, {
      platform: "docker",
      namePrefix: "",
      database: {
        host: "localhost",
        port: 5432,
        name: "postgres",
        administrator: "postgres",
        password: "secret",
        tls: "verify-full",
      },
      images: {
        storage: "supabase/storage-api:v1.74.0",
        api: "postgrest/postgrest:v14.17",
        database: "supabase/postgres:17.6.1.136",
        imageProxy: "darthsim/imgproxy:v3.31.4",
      },
      service: {
        backend: { kind: "file", path: "/var/lib/storage" },
        replicas: 1,
        port: 5000,
        uploadLimit: 52428800,
        tenantId: "storage-single-tenant",
        multiTenant: false,
        resources: {
          requests: { cpu: 500, memory: 1073741824 },
          limits: { cpu: 1000, memory: 2147483648 },
        },
      },
      buckets: [
        {
          id: "agent-documents",
          name: "Agent Documents",
          public: false,
          fileSizeLimit: 10485760,
          allowedMimeTypes: ["application/pdf"],
          onRemoval: "refuse",
          policies: [
            {
              name: "user_documents",
              roles: ["authenticated"],
              verbs: ["list", "download", "upload"],
              conditions: ["owner"],
            },
          ],
        },
        { id: "plain", name: "plain", public: false, onRemoval: "refuse", policies: [] },
      ],
    });
  });

  it("takes s3 and three replicas as what kubernetes is for", async () => {
    const { settings } = await read(goodConfig);
    assert.deepEqual(settings?.service.backend, { kind: "s3", bucket: "alfred-platform-prod", region: "us-west-2" });
    assert.equal(settings.service.replicas, 3);
  });

  it("leaves keys of other namespaces alone", async () => {
    const config = { ...asPulumi(goodConfig), "aws:region": "us-west-2", "pulumi:disable-default-providers": '["*"]' };
    const { settings, issues } = await readSettings(config, "Pulumi.test.yaml");
    assert.deepEqual(issues, []);
    assert.notEqual(settings, undefined);
  });

  it("reads verbs and the seed's actions mixed, in one order and each once", async () => {
    const policy = { name: "p", roles: ["authenticated"], verbs: ["remove", "select", "list", "insert"] };
    const { settings } = await read({ ...goodConfig, buckets: [{ id: "abc", policies: [policy] }] });
    assert.deepEqual(settings?.buckets[0]?.policies[0]?.verbs, ["list", "download", "upload", "remove"]);
  });

  const conditions: [unknown, unknown[]][] = [
    [undefined, []],
    ["owner", ["owner"]],
    ["userFolder", ["userFolder"]],
    [[], []],
    ["auth.uid() = owner", ["owner"]],
    ["owner=auth.uid()", ["owner"]],
    [" auth . uid ( )  =  owner ", ["owner"]],
    [{ folder: "a/b" }, [{ folder: "a/b" }]],
    [{ sql: "version is null" }, [{ sql: "version is null" }]],
    [
      ["owner", { userMetadata: { field: "kind", equals: "final" } }],
      ["owner", { userMetadata: { field: "kind", equals: "final" } }],
    ],
  ];
  for (const [condition, expected] of conditions) {
    it(`reads the condition ${JSON.stringify(condition)}`, async () => {
      const policy = { name: "p", roles: ["authenticated"], verbs: ["list"], condition };
      const { settings } = await read({ ...goodConfig, buckets: [{ id: "abc", policies: [policy] }] });
      assert.deepEqual(settings?.buckets[0]?.policies[0]?.conditions, expected);
    });
  }

  it("finds what is wrong beside other mistakes, and counts entries as the file does", async () => {
    const policy = { name: "own", roles: ["authenticated"], verbs: ["list"] };
    const found = await keys({
      platform: "dokcer",
      database: { host: "localhost", prt: 1 },
      service: { tenantId: "a b", uploadLimit: "1MiB" },
      buckets: [
        { id: "first-one", public: "yes" },
        {
          id: "second-one",
          file_size_limit: "2MiB",
          colour: "red",
          policies: [
            { ...policy, verbs: ["reed"] },
            { ...policy, condition: [{ folder: "/a" }] },
          ],
        },
        { id: "second-one", name: "Third" },
      ],
    });
    assert.deepEqual(found, [
      "error alfred-storage:platform",
      "error alfred-storage:database.prt",
      "error alfred-storage:service.tenantId",
      "error alfred-storage:buckets[0].public",
      "error alfred-storage:buckets[1].policies[0].verbs[0]",
      "error alfred-storage:buckets[1].colour",
      "error alfred-storage:buckets[1].file_size_limit",
      "error alfred-storage:buckets[1].policies[1].condition[0].folder",
      "error alfred-storage:buckets[2].id",
    ]);
  });

  it("does not measure buckets against an upload limit that it could not read", async () => {
    const config = { platform: "docker", database: { host: "localhost" }, service: { uploadLimit: "1M" } };
    assert.deepEqual(await keys({ ...config, buckets: [{ id: "abc", fileSizeLimit: "1GiB" }] }), [
      "error alfred-storage:service.uploadLimit",
    ]);
  });

  it("answers any config, and never shows the password", async () => {
    const password = "correct-horse-battery";
    const anything = fc.anything({
      values: [fc.string(), fc.integer(), fc.constant(password), fc.constant(`postgres://u:${password}@h/db`)],
    });
    const section = (known: readonly string[]) => fc.dictionary(fc.constantFrom(...known, "other"), anything);
    const config = fc.record({
      platform: fc.oneof(anything, fc.constant("docker")),
      database: section(["host", "port", "name", "administrator", "tls", "tlsCertificateAuthority"]).map((rest) => ({
        ...rest,
        password,
      })),
      service: fc.oneof(anything, section(["backend", "s3", "path", "tenantId", "resources"])),
      buckets: fc.array(fc.oneof(anything, section(["id", "name", "fileSizeLimit", "policies"]))),
    });
    await fc.assert(
      fc.asyncProperty(config, async (sections) => {
        const pulumi = Object.fromEntries(
          Object.entries(asPulumi(sections)).filter(([, value]) => (value as string | undefined) !== undefined),
        );
        const { issues } = await readSettings(pulumi, "Pulumi.test.yaml");
        assert.ok(!formatIssues(issues).includes(password));
        assert.ok(!JSON.stringify(issues).includes(password));
      }),
      { numRuns: 300 },
    );
  });

  for (const key of ["valueOf", "constructor", "toString", "hasOwnProperty", "__proto__"]) {
    it(`takes a key ${key} for unknown, and nothing more`, async () => {
      const odd = JSON.parse(`{"${key}": ""}`) as object;
      for (const config of [
        { "alfred-storage:service": JSON.stringify({ s3: odd }) },
        { "alfred-storage:service": `{"s3": {"${key}": ""}}` },
        { [`alfred-storage:${key}`]: "x" },
        { "alfred-storage:buckets": `[{"${key}": 1, "policies": [{"${key}": 1}]}]` },
      ]) {
        const { settings, issues } = await readSettings(config, "Pulumi.test.yaml");
        assert.equal(settings, undefined);
        assert.ok(issues.length > 0);
      }
    });
  }
});
