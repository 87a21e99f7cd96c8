import { z } from "zod";
import { absoluteFolder, size, text } from "./fields";
import { subdomain } from "./kubernetes-names";

const staticVolume = z.strictObject({
  driver: subdomain().optional().describe("The CSI driver, such as ebs.csi.aws.com."),
  handle: text(/^\S+$/, "a volume's handle").optional().describe("The driver's name of the volume, such as vol-0123."),
  path: absoluteFolder().optional().describe("A folder of a node, in place of driver and handle."),
  node: subdomain().optional().describe("The node of the folder."),
  fsType: text(/^[a-z0-9]+$/, "a file system such as ext4")
    .optional()
    .describe("The file system of a driver's volume. Default: ext4."),
});

const claim = z.strictObject({
  size: size().describe("How much is claimed, such as 20Gi. It may grow, never shrink."),
  storageClass: subdomain().default("standard").describe("The storage class that makes the volume."),
  accessMode: z
    .enum(["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"])
    .default("ReadWriteOnce")
    .describe("Who may mount it at a time: the pods of one node, one pod, or all."),
  volume: staticVolume.optional().describe("A volume that exists, which is then bound. Default: the class makes one."),
});

const claimName = text(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "a name of a claim; at most 63 lower-case letters, digits and dashes are allowed",
);

/** `alfred-storage:kubernetes.claims` */
export const claims = z.record(claimName, claim);

/** Texts by key. YAML reads true and 1 as something else, which Kubernetes refuses. */
export const texts = () =>
  z.record(z.string(), z.string({ error: ({ input }) => `is not text; put it in quotes${quoted(input)}` }));

const quoted = (value: unknown): string =>
  typeof value === "boolean" || typeof value === "number" ? `: "${value}"` : "";

/** `alfred-storage:kubernetes.storageClass` */
export const storageClass = z.strictObject({
  name: subdomain().describe("Its name, without namePrefix; claims name it as their storageClass."),
  provisioner: subdomain().describe("What makes its volumes, such as ebs.csi.aws.com."),
  parameters: texts().default({}).describe('What the provisioner is told, such as type: gp3 and encrypted: "true".'),
  zones: z
    .array(text(/^[a-z0-9-]+$/, "a zone such as us-west-2a"))
    .default([])
    .describe("The zones in which it makes volumes. Default: where the pod is, in any."),
});
