/** A stack file in which nothing is wrong, for specs that break one field of it. */
import { namespace } from "./settings";

type Section = Readonly<Record<string, unknown>>;

export const goodConfig = {
  platform: "kubernetes",
  namePrefix: "blue-",
  database: {
    host: "db.example.com",
    port: 5432,
    name: "postgres",
    administrator: "admin",
    tls: "verify-full",
  } as Section,
  images: {} as Section,
  service: {
    backend: "s3",
    s3: { bucket: "alfred-platform-prod", region: "us-west-2" },
    uploadLimit: "100MiB",
    resources: { requests: { cpu: "500m", memory: "1GiB" }, limits: { cpu: 1, memory: "2GiB" } },
  } as Section,
  buckets: [
    {
      id: "agent-documents",
      name: "Agent Documents",
      public: false,
      fileSizeLimit: "10MiB",
      allowedMimeTypes: ["application/pdf"],
      policies: [{ name: "own", roles: ["authenticated"], verbs: ["list", "download"], condition: "owner" } as Section],
    } as Section,
  ],
};

/** The good bucket with some keys changed; a key that is undefined is left out. */
export const goodBucket = (change: Section) => ({ buckets: [{ ...goodConfig.buckets[0], ...change }] });

/** The good bucket with some keys of its policy changed. */
export const goodPolicy = (change: Section) =>
  goodBucket({ policies: [{ name: "own", roles: ["authenticated"], verbs: ["list"], condition: "owner", ...change }] });

/** A config as Pulumi hands it to a program. */
export function asPulumi(config: Section): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`${namespace}:${key}`, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
