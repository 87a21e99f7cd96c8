import assert from "node:assert/strict";
import fc from "fast-check";
import { asPulumi, goodConfig, goodTenants } from "./fixture";
import { formatIssues } from "./issues";
import { readSettings } from "./read";

const read = (config: Readonly<Record<string, unknown>>) => readSettings(asPulumi(config), "Pulumi.test.yaml");
const keys = async (config: Readonly<Record<string, unknown>>) =>
  (await read(config)).issues.map(({ severity, key }) => `${severity} ${key}`);

describe("readSettings", () => {
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
      "warning alfred-storage:backup",
      "error alfred-storage:buckets[1].file_size_limit",
      "error alfred-storage:buckets[1].policies[1].condition[0].folder",
      "error alfred-storage:buckets[2].id",
    ]);
  });

  it("does not measure buckets against an upload limit that it could not read", async () => {
    const config = { platform: "docker", database: { host: "localhost" }, service: { uploadLimit: "1M" } };
    assert.deepEqual(await keys({ ...config, buckets: [{ id: "abc", fileSizeLimit: "1GiB" }] }), [
      "error alfred-storage:service.uploadLimit",
      "warning alfred-storage:backup",
    ]);
  });

  it("answers any config, and never shows a secret", async () => {
    const secret = "correct-horse-battery";
    const anything = fc.anything({
      values: [fc.string(), fc.integer(), fc.constant(secret), fc.constant(`postgres://u:${secret}@h/db`)],
    });
    const section = (known: readonly string[]) => fc.dictionary(fc.constantFrom(...known, "other"), anything);
    const withSecrets = (known: readonly string[], ...secrets: readonly string[]) =>
      section(known).map((rest) => ({ ...rest, ...Object.fromEntries(secrets.map((key) => [key, secret])) }));
    const config = fc.record({
      platform: fc.oneof(anything, fc.constant("docker"), fc.constant("kubernetes")),
      api: fc.oneof(anything, section(["url", "limits"])),
      imageProxy: anything,
      kubernetes: fc.oneof(
        anything,
        section(["context", "namespace", "claims", "storageClass", "secrets", "route", "network"]),
      ),
      labels: anything,
      registries: fc.oneof(
        fc.array(withSecrets(["address", "username"], "password")),
        withSecrets(["address"], "password"),
      ),
      database: withSecrets(
        [
          ...["host", "port", "name", "administrator", "tls", "tlsCertificateAuthority", "serviceHost", "limits"],
          ...["reach", "tunnel", "maxConnections"],
        ],
        "password",
      ),
      service: fc
        .tuple(
          section([
            ...["backend", "path", "tenantId", "resources", "publicUrl", "encryption_key"],
            ...["replicas", "autoscaling", "databaseConnections"],
          ]),
          fc.oneof(anything, withSecrets(["bucket", "endpoint"], "accessKeyId", "secretAccessKey")),
          fc.oneof(anything, withSecrets(["hostPattern", "adminPort"], ...Object.keys(goodTenants))),
        )
        .map(([rest, s3, multiTenant]) => ({ ...rest, s3, multiTenant })),
      backup: fc
        .tuple(
          withSecrets(
            ["none", "schedule", "drill", "keep", "volumes", "resources", "wholeDatabase", "readAs"],
            "password",
          ),
          section(["volume", "folder"]),
          fc.oneof(anything, withSecrets(["bucket", "endpoint", "prefix"], "accessKeyId", "secretAccessKey")),
        )
        .map(([rest, to, s3]) => ({ ...rest, to: { ...to, s3 } })),
      keys: fc.oneof(anything, section(["tokens", "passwords"])),
      volumes: fc.oneof(anything, section(["redis", "storage"])),
      buckets: fc.array(fc.oneof(anything, section(["id", "name", "fileSizeLimit", "policies"]))),
    });
    await fc.assert(
      fc.asyncProperty(config, async (sections) => {
        const pulumi = Object.fromEntries(
          Object.entries(asPulumi(sections)).filter(([, value]) => (value as string | undefined) !== undefined),
        );
        const { issues } = await readSettings(pulumi, "Pulumi.test.yaml");
        assert.ok(!formatIssues(issues).includes(secret));
        assert.ok(!JSON.stringify(issues).includes(secret));
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

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
