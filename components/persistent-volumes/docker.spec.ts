import assert from "node:assert/strict";
import * as docker from "@pulumi/docker";
import { registered } from "../../storagedb/testing-program";
import { PersistentVolumes, type PersistentVolumesArgs } from "./docker";

const names = { database: "db-postgres-data", storage: "db-storage-data" };
const register = (args: Partial<PersistentVolumesArgs<keyof typeof names>> = {}) =>
  registered(() => {
    const provider = new docker.Provider("docker");
    new PersistentVolumes("volumes", { provider, namePrefix: "", labels: { owner: "team" }, names, ...args });
  });
const volumesOf = (resources: Awaited<ReturnType<typeof register>>) =>
  resources.filter(({ type }) => type === "docker:index/volume:Volume");

describe("PersistentVolumes on Docker", () => {
  it("makes each volume by its name, with labels that say what it holds", async () => {
    const labels = (holds: string) => [
      { label: "alfred-storage.holds", value: holds },
      { label: "owner", value: "team" },
    ];
    assert.deepEqual(
      volumesOf(await register()).map(({ name, inputs }) => ({ name, inputs })),
      [
        { name: "db-postgres-data", inputs: { name: "db-postgres-data", labels: labels("database") } },
        { name: "db-storage-data", inputs: { name: "db-storage-data", labels: labels("storage") } },
      ],
    );
  });

  it("leaves every volume on disk when it is destroyed, and replaces none for its labels", async () => {
    for (const { retainOnDelete, ignoreChanges } of volumesOf(await register())) {
      assert.deepEqual([retainOnDelete, ignoreChanges], [true, ["labels"]]);
    }
  });

  it("gives a second environment on the machine volumes of its own", async () => {
    const resources = volumesOf(await register({ namePrefix: "two-" }));
    assert.deepEqual(
      resources.map(({ inputs }) => inputs["name"]),
      ["two-db-postgres-data", "two-db-storage-data"],
    );
  });

  it("places a volume in a folder of the host", async () => {
    const [database, storage] = volumesOf(await register({ hostFolders: { storage: "/srv/encrypted" } }));
    assert.equal(database?.inputs["driver"], undefined);
    assert.equal(storage?.inputs["driver"], "local");
    assert.deepEqual(storage.inputs["driverOpts"], { type: "none", o: "bind", device: "/srv/encrypted" });
  });
});
