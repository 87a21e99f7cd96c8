import assert from "node:assert/strict";
import { attributeProblems, hostFolderProblems, type Machine } from "./host-folder";

const mounts = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/gocrypt rw - fuse.gocryptfs /srv/cipher rw
31 22 254:3 / /srv/luks rw - ext4 /dev/mapper/data rw
32 22 0:41 / /srv/share rw - nfs host:/share rw
33 22 8:2 / /srv/with\\040blank rw - xfs /dev/sdb rw
34 31 8:3 / /srv/luks/plain rw - ext4 /dev/sdc rw
`;
const machine: Machine = {
  folder: (path) => (path.startsWith("/srv") ? Promise.resolve(path) : Promise.reject(new Error("ENOENT"))),
  mounts: () => Promise.resolve(mounts),
  mapperIds: (device) => Promise.resolve(device === "254:3" ? ["LVM-abc", "CRYPT-LUKS2-0123-data"] : []),
  attributes: (folder) => Promise.resolve(folder === "/srv/fscrypt" ? "------E-----" : "-------e----"),
};
const problems = (folder: string, encrypted = true) => hostFolderProblems({ folder, encrypted }, machine);
const plain = (folder: string, type: string, point: string) => [
  `${folder} lies on ${type} at ${point}, which is not encrypted; ` +
    'mount a gocryptfs, LUKS or fscrypt folder there (docs/dev.md, "Encryption at rest")',
];

describe("a folder of the host for a volume", () => {
  for (const folder of ["/srv/gocrypt", "/srv/gocrypt/deeper", "/srv/luks/objects", "/srv/fscrypt"]) {
    it(`may be ${folder}, which is encrypted`, async () => {
      assert.deepEqual(await problems(folder), []);
    });
  }

  it("has to be there", async () => {
    assert.deepEqual(await problems("/nowhere"), [
      "/nowhere is not a folder of this machine; make it, and mount what is encrypted there",
    ]);
  });

  it("is refused where nothing encrypted is mounted, as after a restart", async () => {
    assert.deepEqual(await problems("/srv/gocryptfs-not-mounted"), plain("/srv/gocryptfs-not-mounted", "ext4", "/"));
    assert.deepEqual(await problems("/srv/luks/plain"), plain("/srv/luks/plain", "ext4", "/srv/luks/plain"));
    assert.deepEqual(await problems("/srv/with blank"), plain("/srv/with blank", "xfs", "/srv/with blank"));
  });

  it("need not be encrypted where nobody asks for it", async () => {
    assert.deepEqual(await problems("/srv/files", false), []);
  });

  it("is refused where objects would lose their types", async () => {
    assert.deepEqual(await problems("/srv/share", false), [
      "/srv/share lies on nfs, which keeps no user extended attributes: every upload would fail; use ext4, xfs or btrfs",
    ]);
  });

  it("is looked at by its path alone where Docker made it", async () => {
    assert.deepEqual(await attributeProblems("/srv/share/docker/volumes/db-storage-data/_data", machine), [
      "/srv/share/docker/volumes/db-storage-data/_data lies on nfs, which keeps no user extended attributes: every upload would fail; use ext4, xfs or btrfs",
    ]);
    assert.deepEqual(await attributeProblems("/srv/luks/docker", machine), []);
    const elsewhere = { ...machine, mounts: () => Promise.reject(new Error("ENOENT")) };
    assert.deepEqual(await attributeProblems("/var/lib/docker", elsewhere), []);
  });

  it("is looked at on this machine", async () => {
    assert.deepEqual(await hostFolderProblems({ folder: __dirname, encrypted: false }), []);
    assert.equal((await hostFolderProblems({ folder: __filename, encrypted: false })).length, 1);
  });
});
