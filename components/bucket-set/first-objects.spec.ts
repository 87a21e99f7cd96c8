import assert from "node:assert/strict";
import * as storagedb from "../../storagedb/sdk";
import { registered } from "../../storagedb/testing-program";
import { FirstObjects } from "./first-objects";

describe("FirstObjects", () => {
  it("registers an upload for each folder, after what it needs, with a secret token", async () => {
    const resources = await registered(() => {
      const database = new storagedb.Provider("db", { host: "h", database: "d", username: "u", tls: "disable" });
      const service = new storagedb.Grants("service", { schema: "s", table: "t", roles: {} }, { provider: database });
      const folders = [
        { bucket: "docs", folder: "/project/docs", digest: "d1", files: 2 },
        { bucket: "avatars", folder: "/project/avatars", digest: "d2", files: 1 },
      ];
      const args = { folders, url: "http://127.0.0.1:5000", token: "t", database };
      new FirstObjects("first-objects", args, { dependsOn: service });
    });
    const component = resources.find(({ name }) => name === "first-objects");
    assert.deepEqual([component?.type, component?.dependsOn], ["alfred:storage:FirstObjects", ["service"]]);
    const uploads = resources.filter(({ type }) => type === "storagedb:index:FirstObjects");
    const common = { url: "http://127.0.0.1:5000", token: "[secret]" };
    assert.deepEqual(
      uploads.map(({ name, parent, inputs }) => [name, parent, inputs]),
      [
        ["docs", "first-objects", { bucketId: "docs", digest: "d1", files: 2, folder: "/project/docs", ...common }],
        [
          "avatars",
          "first-objects",
          { bucketId: "avatars", digest: "d2", files: 1, folder: "/project/avatars", ...common },
        ],
      ],
    );
  });
});
