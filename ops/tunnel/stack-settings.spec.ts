import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { tunnelSettings } from "./stack-settings";

describe("the settings of a tunnel", () => {
  let root: string;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "tunnel-settings-"));
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const read = async (database: object, platform = "kubernetes") => {
    const config = {
      "alfred-storage:platform": platform,
      "alfred-storage:database": database,
      ...(platform === "kubernetes"
        ? { "alfred-storage:service": { s3: { bucket: "objects", region: "us-west-2" } } }
        : {}),
    };
    writeFileSync(path.join(root, "Pulumi.test.yaml"), JSON.stringify({ config }));
    try {
      return (await tunnelSettings("test", root)).tunnel;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("are those of the stack file", async () => {
    assert.deepEqual(await read({ host: "db.databases.svc", tls: "require", reach: "tunnel" }), {
      port: 15432,
      namespace: "alfred-platform",
      target: { host: "db.databases.svc", port: 5432 },
    });
  });

  it("are missed where the stack has no tunnel or the file is wrong, with the key to set", async () => {
    assert.equal(
      await read({ host: "db.databases.svc", tls: "require" }),
      "Pulumi.test.yaml reaches its database directly. Run the command without a tunnel, or set " +
        "alfred-storage:database.reach to tunnel.",
    );
    assert.equal(
      await read({}, "docker"),
      "Pulumi.test.yaml has alfred-storage:platform: docker; a tunnel is for stacks on kubernetes. Run the command " +
        "without it.",
    );
    assert.match((await read({ reach: "tunel" })) as string, /^error: Pulumi\.test\.yaml:1: alfred-storage:database\./);
  });
});
