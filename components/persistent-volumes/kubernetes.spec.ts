import assert from "node:assert/strict";
import { registered } from "../../storagedb/testing-program";
import { around, labelsOf } from "../kubernetes-fixture";
import { bytes } from "../units";
import { type ClaimArgs, PersistentVolumes, type PersistentVolumesArgs } from "./kubernetes";

const redis: ClaimArgs = {
  name: "redis-data",
  size: bytes("10Gi"),
  storageClass: "standard",
  accessMode: "ReadWriteOnce",
};

async function made(claim: ClaimArgs, more: Pick<PersistentVolumesArgs, "notBackedUp"> = {}) {
  const all = await registered(() => {
    new PersistentVolumes("volumes", { ...around(), claims: [claim], ...more });
  });
  return all.filter(({ type }) => type.includes("PersistentVolume") && type.startsWith("kubernetes:"));
}

describe("PersistentVolumes on Kubernetes", () => {
  it("are the seed's claims, protected", async () => {
    const [claim, ...others] = await made(redis);
    assert.deepEqual(others, []);
    assert.equal(claim?.protect, true);
    assert.deepEqual(claim.inputs, {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: "redis-data",
        namespace: "alfred-platform",
        labels: labelsOf("redis-data", "data"),
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "standard",
        volumeMode: "Filesystem",
        resources: { requests: { storage: "10Gi" } },
      },
    });
  });

  it("say why nothing of them is backed up", async () => {
    const [claim] = await made(redis, { notBackedUp: "The cluster's own tool does it" });
    assert.deepEqual((claim?.inputs["metadata"] as { annotations: unknown }).annotations, {
      "pulumi.com/skipAwait": "true",
      "alfred-storage/not-backed-up": "The cluster's own tool does it",
    });
  });

  const volumes = {
    "a volume of a CSI driver": {
      volume: { kind: "csi", driver: "ebs.csi.aws.com", handle: "vol-0123", fsType: "ext4" },
      source: { csi: { driver: "ebs.csi.aws.com", volumeHandle: "vol-0123", fsType: "ext4" } },
    },
    "a folder of a node": {
      volume: { kind: "local", path: "/mnt/disks/redis", node: "node-1" },
      source: {
        local: { path: "/mnt/disks/redis" },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: ["node-1"] }] },
            ],
          },
        },
      },
    },
  } as const;
  for (const [title, { volume, source }] of Object.entries(volumes)) {
    it(`are bound to ${title}, which stays`, async () => {
      const [first, claim] = await made({ ...redis, volume });
      assert.equal(first?.protect, true);
      assert.deepEqual(first.inputs["spec"], {
        capacity: { storage: "10Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: "standard",
        persistentVolumeReclaimPolicy: "Retain",
        volumeMode: "Filesystem",
        claimRef: { namespace: "alfred-platform", name: "redis-data" },
        ...source,
      });
      assert.equal((claim?.inputs["spec"] as { volumeName: string }).volumeName, "alfred-platform-redis-data");
    });
  }
});
