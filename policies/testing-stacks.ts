/** The stack files that the rules' specs rehearse. */
import { parse, stringify } from "yaml";

interface Variant {
  readonly base: "dev" | "prod";
  readonly edit: (text: string) => string;
}

/** Prod with everything on that is an option. */
const everything: Readonly<Record<string, object>> = {
  imageProxy: {},
  kubernetes: {
    route: { host: "storage.example.com", clusterIssuer: "letsencrypt" },
    network: { monitoring: "monitoring" },
    storageClass: {
      name: "encrypted",
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true" },
    },
    claims: {
      "postgres-data": { size: "20Gi", storageClass: "encrypted" },
      "redis-data": { size: "10Gi", volume: { driver: "ebs.csi.aws.com", handle: "vol-0123" } },
      "vector-db-data": { size: "30Gi" },
    },
  },
  aws: {
    backups: { replicate: true },
    cdn: {},
    transitions: [{ bucket: "system-backups", storageClass: "GLACIER_IR", days: 90 }],
  },
};

/** Adds what is there to a section of the stack file, one level deep. */
function widened(text: string): string {
  const { config } = parse(text) as { config: Record<string, object> };
  for (const [section, more] of Object.entries(everything)) {
    config[`alfred-storage:${section}`] = { ...config[`alfred-storage:${section}`], ...more };
  }
  return stringify({ config });
}

const asIs = (text: string): string => text;

export const variants: Readonly<Record<"dev" | "prod" | "full", Variant>> = {
  dev: { base: "dev", edit: asIs },
  prod: { base: "prod", edit: asIs },
  full: { base: "prod", edit: widened },
};
