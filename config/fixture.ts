/** Stack files in which nothing is wrong, for specs that break one field of them. */
import assert from "node:assert/strict";
import { formatIssues } from "./issues";
import { namespace } from "./key-text";
import { readSettings } from "./read";

type Section = Readonly<Record<string, unknown>>;

/** Nothing backed up, on purpose, of which nothing is said. */
const unsaved = { none: "Nothing in here is to be kept" } as Section;

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
  backup: unsaved,
  kubernetes: {
    network: { database: { cidrs: ["10.0.0.0/24"] }, objectStore: { cidrs: ["10.0.1.0/24"] } },
  } as Section,
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

/** One on Docker, where every section has defaults. */
export const dockerConfig = { platform: "docker", backup: unsaved };

/** The good database section with some keys changed; a key that is undefined is left out. */
export const goodDatabase = (change: Section) => ({ database: { ...goodConfig.database, ...change } });

/** The good service section with some keys changed. */
export const goodService = (change: Section) => ({ service: { ...goodConfig.service, ...change } });

/** The good kubernetes section with some keys changed. */
export const goodKubernetes = (change: Section) => ({ kubernetes: { ...goodConfig.kubernetes, ...change } });

/** What the good claims hold, backed up or not. */
const goodVolumes = {
  "postgres-data": { method: "none", reason: "The dumps hold what is in it" },
  "redis-data": { method: "files", beside: { app: "redis" }, user: 999 },
  "vector-db-data": { method: "files", beside: { app: "vector-db" } },
};

/** Recovery points of the good config, with some keys changed; a key that is undefined is left out. */
export const goodBackup = (change: Section) => ({ backup: { volumes: goodVolumes, ...change } });

/** A bucket that the program makes in AWS, and an identity for the service. */
export const goodAws = { identity: { kind: "pod-identity", cluster: "platform" } as Section };

/** The good config with objects in AWS. */
export const cloudConfig = { ...goodConfig, aws: goodAws as Section };

/** The good section aws with some keys changed. */
export const inAws = (change: Section) => ({ aws: { ...goodAws, ...change } });

/** The good service with some keys of its S3 bucket changed. */
export const goodS3 = (change: Section) => goodService({ s3: { ...(goodConfig.service["s3"] as Section), ...change } });

/** Files on kubernetes, in a claim. */
export const fileConfig = {
  ...goodConfig,
  kubernetes: { network: { database: { cidrs: ["10.0.0.0/24"] } } } as Section,
  service: { backend: "file" } as Section,
};

/** What several tenants need. */
export const goodTenants = { databaseUrl: "postgres://db/tenants", adminApiKeys: "one,two", encryptionKey: "key" };

export const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

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

/** What is broken, the sections that differ from the good config, and exactly what is said about it. */
export type Judgement = readonly [what: string, change: Section, expected: string];

/** Tests of what is said about changes of a good config. The file is called FILE. */
export function judges(good: Section, judgements: readonly Judgement[]): void {
  for (const [what, change, expected] of judgements) {
    it(`judges ${what}`, async () => {
      const { settings, issues } = await readSettings(asPulumi({ ...good, ...change }), "FILE");
      assert.equal(formatIssues(issues), expected);
      assert.equal(settings === undefined, expected.startsWith("error"));
    });
  }
}
