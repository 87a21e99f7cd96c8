import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { readSettings, type Settings } from "../config";
import { asPulumi, dockerConfig } from "../config/fixture";
import { registered } from "../storagedb/testing-program";
import { backupDatabase, methodsOf, objectsOf, recoveryPoints, repositoryPassword } from "./backup";

async function read(sections: object): Promise<Settings> {
  const { settings } = await readSettings(asPulumi({ ...dockerConfig, ...sections }), "FILE");
  return settings ?? assert.fail();
}
const pointsOf = async (sections: object) => recoveryPoints(await read(sections)) ?? assert.fail();

const s3 = { bucket: "alfred", region: "us-west-2", accessKeyId: "id", secretAccessKey: "key" };
const inS3 = {
  service: { backend: "s3", s3: { ...s3, endpoint: "https://ceph.example.com", server: "ceph" } },
  backup: { to: { s3: { bucket: "recovery", server: "ceph", endpoint: "https://ceph.example.com", prefix: "dev" } } },
};

describe("what recovery points are made of", () => {
  it("is nothing where there are to be none", async () => {
    assert.equal(recoveryPoints(await read({})), undefined);
    assert.equal(recoveryPoints(await read({ backup: false })), undefined);
  });

  it("is the database as containers reach it, read by a role of its own", async () => {
    const password = pulumi.secret("reader's");
    const backup = { username: "alfred_backup", password };
    assert.deepEqual(backupDatabase(await read({ backup: {} }), { backup }, pulumi.secret("administrator's")), {
      ...{ host: "db-postgres", port: 5432, name: "postgres", tls: "disable" },
      ...{ username: "alfred_backup", password },
    });
  });

  it("is read by the administrator where there is no such role, with a password if there is one", async () => {
    const settings = await read({
      backup: {},
      database: { host: "127.0.0.1", port: 6000, name: "files", tls: "disable" },
    });
    const expected = { host: "host.docker.internal", port: 6000, name: "files", tls: "disable", username: "postgres" };
    assert.deepEqual(backupDatabase(settings, {}, undefined), expected);
    const password = pulumi.secret("administrator's");
    assert.deepEqual(backupDatabase(settings, {}, password), { ...expected, password });
  });

  it("is each other volume by its files, or for a reason not", async () => {
    const llm = { method: "none", reason: "It is downloaded anew" };
    assert.deepEqual(methodsOf(await pointsOf({ backup: { volumes: { llm } } })), {
      ...{ redis: "files", vector: "files", metrics: "files", dashboard: "files" },
      llm: { none: "It is downloaded anew" },
    });
  });

  it("is the objects in the folder in which the service has them, or in a bucket beside their copies", async () => {
    const files = await read({ backup: {}, service: { tenantId: "one" } });
    assert.deepEqual(objectsOf(files, (await pointsOf({ backup: {} })).to, "volume"), {
      ...{ kind: "file", place: "volume", folder: "alfred-platform/one" },
    });
    const place = {
      region: "us-west-2",
      endpoint: "https://ceph.example.com",
      forcePathStyle: true,
      checksumsWhenRequired: true,
    };
    const { to } = await pointsOf(inS3);
    assert.deepEqual(objectsOf(await read(inS3), to, "volume"), {
      ...{ kind: "s3", bucket: "alfred", tenant: "storage-single-tenant", ...place },
      copies: { ...place, bucket: "recovery", region: "us-east-1", prefix: "dev" },
    });
  });

  it("is encrypted with a password that no rotation changes, or with the one that is given", async () => {
    const made = async (password?: string) => {
      const points = await pointsOf({ backup: password === undefined ? {} : { password } });
      const resources = await registered(() => {
        repositoryPassword(points, { provider: new random.Provider("random") });
      });
      return resources
        .filter(({ type }) => type.endsWith(":RandomPassword"))
        .map(({ name, inputs }) => ({ name, inputs }));
    };
    const [one, ...more] = await made();
    assert.equal(one?.name, "backup-password");
    assert.equal(one.inputs["keepers"], undefined);
    assert.deepEqual([one.inputs["length"], one.inputs["special"], more], [40, false, []]);
    assert.deepEqual(await made("of-before"), []);
  });
});
