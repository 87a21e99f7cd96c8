import assert from "node:assert/strict";
import { checkStackFile } from "./check";
import { formatIssues } from "./issues";

const unsaved = "  alfred-storage:backup: { none: Nothing in here is to be kept }\n";

const good = `config:
  aws:region: us-west-2
  alfred-storage:platform: docker
  alfred-storage:database:
    host: localhost
    password:
      secure: v1:abc:def
  alfred-storage:buckets:
    - id: first-one
    - id: second-one
      policies:
        - name: own
          roles: [authenticated]
          actions: [select]
          condition: auth.uid() = owner
${unsaved}`;

const manySecrets = `config:
  alfred-storage:platform: docker
  alfred-storage:registries:
    - { address: ghcr.io, username: me, password: { secure: v1:one:def } }
    - { address: quay.io, username: me, password: { secure: v1:two:def } }
  alfred-storage:service:
    backend: s3
    s3:
      bucket: alfred-platform
      region: local
      server: minio
      endpoint: http://minio:9000
      accessKeyId: { secure: v1:id:def }
      secretAccessKey: { secure: v1:key:def }
    multiTenant:
      databaseUrl: { secure: v1:url:def }
      adminApiKeys: { secure: v1:api:def }
      encryptionKey: { secure: v1:enc:def }
${unsaved}`;

async function expectIssues(text: string, expected: string) {
  const { issues } = await checkStackFile(text, "FILE");
  assert.equal(formatIssues(issues), expected);
}

describe("checkStackFile", () => {
  it("accepts a good file, and takes a secret as it is", async () => {
    const { settings, issues } = await checkStackFile(good, "FILE");
    assert.deepEqual(issues, []);
    assert.equal(settings?.database.password, "[secret]");
    assert.equal(settings.buckets.length, 2);
  });

  it("takes every other secret as it is, too", async () => {
    const { settings, issues } = await checkStackFile(manySecrets, "FILE");
    assert.deepEqual(issues, []);
    assert.equal(settings?.registries[1]?.password, "[secret]");
    const { multiTenant, backend } = settings.service;
    assert.equal(multiTenant?.databaseUrl, "[secret]");
    assert.equal(multiTenant.adminApiKeys, "[secret]");
    assert.equal(multiTenant.encryptionKey, "[secret]");
    assert.ok(backend.kind === "s3");
    assert.deepEqual(backend.credentials, { accessKeyId: "[secret]", secretAccessKey: "[secret]" });
  });

  const texts: [string, string, string][] = [
    [
      "every secret in plain text, without showing any",
      manySecrets.replaceAll(/\{ secure: v1:([a-z]+):def \}/g, "plain-$1"),
      `error: FILE:4: alfred-storage:registries[0].password is in plain text, for everyone who can read the file.
  Change the password, then run: pulumi config set --secret --path 'alfred-storage:registries[0].password'.
error: FILE:5: alfred-storage:registries[1].password is in plain text, for everyone who can read the file.
  Change the password, then run: pulumi config set --secret --path 'alfred-storage:registries[1].password'.
error: FILE:13: alfred-storage:service.s3.accessKeyId is in plain text, for everyone who can read the file.
  Change the secret, then run: pulumi config set --secret --path 'alfred-storage:service.s3.accessKeyId'.
error: FILE:14: alfred-storage:service.s3.secretAccessKey is in plain text, for everyone who can read the file.
  Change the secret, then run: pulumi config set --secret --path 'alfred-storage:service.s3.secretAccessKey'.
error: FILE:16: alfred-storage:service.multiTenant.databaseUrl is in plain text, for everyone who can read the file.
  Change the secret, then run: pulumi config set --secret --path 'alfred-storage:service.multiTenant.databaseUrl'.
error: FILE:17: alfred-storage:service.multiTenant.adminApiKeys is in plain text, for everyone who can read the file.
  Change the secret, then run: pulumi config set --secret --path 'alfred-storage:service.multiTenant.adminApiKeys'.
error: FILE:18: alfred-storage:service.multiTenant.encryptionKey is in plain text, for everyone who can read the file.
  Change the secret, then run: pulumi config set --secret --path 'alfred-storage:service.multiTenant.encryptionKey'.`,
    ],
    [
      "a secret in plain text that stands elsewhere too",
      good.replace("password:\n      secure: v1:abc:def", "password: hunter2\n    administrator: a/hunter2/b\n") +
        "  alfred-storage:service: { tenantId: a/hunter2/b, hunter2: 1 }\n",
      `error: FILE:6: alfred-storage:database.password is in plain text, for everyone who can read the file.
  Change the password, then run: pulumi config set --secret --path 'alfred-storage:database.password'.
error: FILE:18: alfred-storage:service.tenantId is not a tenant id; 1 to 63 letters, digits, _ and - are allowed.
error: FILE:18: alfred-storage:service.[secret] is not a known key; known: backend, path, hostFolder, encryptAtRest, encrypt_at_rest, s3, replicas, autoscaling, databaseConnections, queue, migrationsFreezeAt, port, uploadLimit, publicUrl, s3Protocol, tenantId, multiTenant, resources.
  Remove it.`,
    ],
    [
      "an empty secret",
      good.replace("password:\n      secure: v1:abc:def", "password:"),
      `error: FILE:6: alfred-storage:database.password is not text.`,
    ],
    [
      "what is encrypted with the secrets in it",
      `config:
  alfred-storage:platform: docker
  alfred-storage:registries: [{ secure: v1:abc:def }]
  alfred-storage:service:
    multiTenant: { secure: v1:abc:def }
    encryption_key: { secure: v1:abc:def }
    nothing: { secure: v1:abc:def }
  alfred-storage:labels: { team: { secure: v1:abc:def } }
${unsaved}`,
      `error: FILE:3: alfred-storage:registries[0] is encrypted as a whole, so it cannot be checked.
  Encrypt only what is secret in it: password.
error: FILE:5: alfred-storage:service.multiTenant is encrypted as a whole, so it cannot be checked.
  Encrypt only what is secret in it: databaseUrl, adminApiKeys, encryptionKey.
error: FILE:6: alfred-storage:service.encryption_key has no effect, because the service encrypts no file itself; remove it, mount an encrypted folder, and name that in service.hostFolder.
error: FILE:7: alfred-storage:service.nothing is not a known key; known: backend, path, hostFolder, encryptAtRest, encrypt_at_rest, s3, replicas, autoscaling, databaseConnections, queue, migrationsFreezeAt, port, uploadLimit, publicUrl, s3Protocol, tenantId, multiTenant, resources.
  Remove it.
error: FILE:8: alfred-storage:labels.team is encrypted, but it is no secret.
  Write it in plain text, so that it can be checked.`,
    ],
    [
      "an encrypted key that was set without --path",
      `config:
  alfred-storage:platform: docker
  alfred-storage:database.password: { secure: v1:abc:def }
${unsaved}`,
      `error: FILE:3: alfred-storage:database.password is not a known key; known: platform, namePrefix, labels, registries, database, images, api, service, imageProxy, kubernetes, aws, backup, keys, volumes, moved, buckets.
  Remove it.`,
    ],
    [
      "a mistake with its line and key",
      good.replace("auth.uid() = owner", "auth.uid() = ower"),
      'error: FILE:15: alfred-storage:buckets[1].policies[0].condition ("auth.uid() = ower") is not a condition; write owner, userFolder, public, or a map with folder, metadata, userMetadata, sql (SQL goes into a map: { sql: … }).',
    ],
    [
      "a password in plain text, without showing it",
      good.replace("password:\n      secure: v1:abc:def", "password: hunter2"),
      `error: FILE:6: alfred-storage:database.password is in plain text, for everyone who can read the file.
  Change the password, then run: pulumi config set --secret --path 'alfred-storage:database.password'.`,
    ],
    [
      "a misspelt password, without showing it",
      good.replace("password:\n      secure: v1:abc:def", "pasword: hunter2"),
      `error: FILE:6: alfred-storage:database.pasword is not a known key; known: host, port, name, administrator, password, tls, tlsCertificateAuthority, serviceHost, servicePort, poolHost, poolPort, reach, tunnel, maxConnections, limits.
  Rename it to password.`,
    ],
    [
      "a secret that is none",
      good.replace("id: first-one", "id: { secure: v1:abc:def }"),
      `error: FILE:9: alfred-storage:buckets[0].id is encrypted, but it is no secret.
  Write it in plain text, so that it can be checked.`,
    ],
    [
      "a section that is encrypted as a whole",
      `config:
  alfred-storage:platform: docker
  alfred-storage:database: { secure: v1:abc:def }
${unsaved}`,
      "note: FILE:3: alfred-storage:database is encrypted as a whole, so it is checked only when Pulumi runs the program.",
    ],
    [
      "keys without the namespace as the project's",
      good.replace("alfred-storage:platform: docker", "platform: doker"),
      `error: FILE:3: platform (doker) is not known; allowed: docker, kubernetes.
  Write docker.`,
    ],
    [
      "the same key with and without the namespace",
      good.replace("  alfred-storage:platform: docker", "  alfred-storage:platform: docker\n  platform: docker"),
      `error: FILE:4: platform is the same key as alfred-storage:platform.
  Remove one of them.`,
    ],
    [
      "keys outside of config",
      `${good}alfred-storage:namePrefix: blue-\n`,
      `error: FILE:17: alfred-storage:namePrefix stands outside of config, where Pulumi does not read it.
  Move it below config:.`,
    ],
    [
      "a key given twice",
      good.replace("    host: localhost", "    host: localhost\n    host: example.com"),
      `error: FILE:6: the file has host twice in the same map, and only one of them would count.
  Remove or rename one of them.`,
    ],
    [
      "broken YAML, only where it begins",
      "config:\n\talfred-storage:platform: docker\n",
      "error: FILE:2: the file is not valid YAML: tabs are not allowed as indentation.",
    ],
    [
      "an alias of nothing",
      "config: *missing\n",
      "error: FILE: the file is not valid YAML: unresolved alias (the anchor must be set before the alias): missing.",
    ],
    [
      "a list as config",
      "config:\n  - alfred-storage:platform\n",
      `error: FILE:1: config is not a map of keys.
  Write keys such as alfred-storage:platform below it.`,
    ],
    [
      "a file that is a list",
      "- config\n",
      `error: FILE: the file is not a map of keys.
  Begin it with config:.`,
    ],
    [
      "an empty file",
      "",
      `error: FILE: alfred-storage:platform is missing; allowed: docker, kubernetes.
  Add it: where the stack runs.
warning: FILE: alfred-storage:backup is off, so nothing is backed up: no object, no row and no other volume.
  Write backup: {}, and the check says what else it needs; or backup: { none: <why> }, where it is meant.`,
    ],
    [
      "a number where the program will see text",
      good.replace("  alfred-storage:buckets:", "  alfred-storage:namePrefix: 7\n  alfred-storage:buckets:"),
      'error: FILE:8: alfred-storage:namePrefix ("7") is not a prefix of lower-case letters, digits and dashes, at most 20, a letter first.',
    ],
    [
      "a mistake in a map that an anchor repeats",
      `config:
  alfred-storage:platform: docker
  alfred-storage:database: { host: localhost }
  alfred-storage:buckets:
    - &private { id: abc, public: "no" }
    - <<: *private
      id: abcd
      public: false
${unsaved}`,
      `error: FILE:5: alfred-storage:buckets[0].public (no) is neither true nor false.`,
    ],
  ];
  for (const [what, text, expected] of texts) {
    it(`names ${what}`, () => expectIssues(text, expected));
  }
});
