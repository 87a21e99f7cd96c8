import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Rehearsals, withSections } from "./testing-start";

const upload = { uploadLimit: "100MiB" };
const keys = { accessKeyId: { secure: "v1:abc" }, secretAccessKey: { secure: "v1:abc" } };
const minio = { bucket: "alfred-platform", server: "minio", endpoint: "http://minio.store.svc:9000", ...keys };
const none = { method: "none", reason: "It is made anew by the program" };
const volumes = { "postgres-data": none, "redis-data": none, "vector-db-data": none };
const given = { bucket: "alfred-platform-prod", region: "us-west-2" };

/** Whatever is loaded, everybody waits for at each preview. */
describe("The program of a stack", function () {
  this.timeout(300_000);
  const folder = mkdtempSync(path.join(tmpdir(), "loaded-"));
  const hook = path.join(__dirname, "testing-loaded.cjs");
  const rehearsals = new Rehearsals({ NODE_OPTIONS: `--require ${hook}`, LOADED: folder });
  before(() => {
    rehearsals.write("dev");
    rehearsals.write("prod");
    for (const [name, s3] of Object.entries({ minio, unmanaged: given })) {
      const to = { s3: { ...keys, ...s3, bucket: "alfred-recovery" } };
      const sections = { aws: undefined, service: { ...upload, s3 }, backup: { to, volumes } };
      rehearsals.write("prod", (text) => withSections(text, sections), { name });
    }
    const { status, stderr } = rehearsals.run();
    assert.equal(status, 0, stderr);
  });
  after(() => {
    rehearsals.end();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [stack, packages] of [
    ["dev", ["docker"]],
    ["minio", ["kubernetes"]],
    ["unmanaged", ["kubernetes"]],
    ["prod", ["aws", "kubernetes"]],
  ] as const) {
    it(`of ${stack} loads ${packages.join(" and ")}, and nothing of another platform`, () => {
      const loaded = JSON.parse(readFileSync(path.join(folder, `${stack}.json`), "utf8")) as string[];
      const platforms = ["aws", "docker", "kubernetes"].filter((name) => loaded.includes(`@pulumi/${name}`));
      assert.deepEqual(platforms, packages);
      assert.ok(loaded.includes("@pulumi/pulumi"));
      // The program asks no cluster and no account itself.
      assert.deepEqual(
        loaded.filter((name) => /^@(kubernetes|aws-sdk|smithy)\//.test(name)),
        [],
      );
    });
  }
});
