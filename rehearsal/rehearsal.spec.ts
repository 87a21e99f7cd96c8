import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DatabaseReport } from "./database-report";
import type { RecordedResource } from "./monitor/record";
import { root } from "./paths";

const stacks = ["dev", "prod"];

describe("npm start", function () {
  this.timeout(120_000);
  const scratch = mkdtempSync(path.join(tmpdir(), "rehearsal-"));
  const out = path.join(scratch, "out");
  const stackFiles = path.join(scratch, "stacks");
  after(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  const start = (...options: string[]) => {
    const env = { ...process.env };
    delete env["MOCHA_RUN"];
    const command = ["-r", path.join(root, "typescript.cjs"), path.join(root, "rehearsal/main.ts"), ...options];
    return spawnSync(process.execPath, command, { cwd: scratch, encoding: "utf8", env });
  };
  const json = (stack: string, file: string) =>
    JSON.parse(readFileSync(path.join(out, stack, file), "utf8")) as unknown;

  /** The project's own stack files; with a password, as `pulumi config set --secret` writes it, where one is needed. */
  const edited = (stack: string, edit: (text: string) => string = (text) => text) => {
    const text = readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8");
    const secure = text.replace(/^( *)administrator: .*$/m, "$&\n$1password: { secure: v1:abc }");
    assert.equal(secure !== text, stack === "prod");
    writeFileSync(path.join(stackFiles, `Pulumi.${stack}.yaml`), edit(secure));
  };

  before(() => {
    mkdirSync(stackFiles);
    for (const stack of stacks) edited(stack);
  });

  describe("with the project's stack files", () => {
    let run: ReturnType<typeof start>;
    before(() => {
      run = start("--project", stackFiles, "--out", out);
    });

    it("succeeds, and writes what the contract says", () => {
      assert.equal(run.stderr, "");
      assert.equal(run.status, 0);
      assert.deepEqual(readdirSync(out).sort(), ["dev", "index.html", "prod"]);
      for (const stack of stacks) {
        assert.deepEqual(readdirSync(path.join(out, stack)).sort(), [
          "database.json",
          "policies.json",
          "resources.json",
        ]);
        assert.deepEqual(json(stack, "policies.json"), []);
      }
    });

    it("records every resource with its options, secrets hidden", () => {
      const keys =
        "urn type name parent dependsOn protect retainOnDelete deletedWith deleteBeforeReplace ignoreChanges inputs";
      for (const stack of stacks) {
        const resources = json(stack, "resources.json") as RecordedResource[];
        for (const resource of resources) assert.deepEqual(Object.keys(resource), keys.split(" "));
        assert.deepEqual(
          resources.map(({ parent }) => parent === null || resources.some(({ urn }) => urn === parent)),
          resources.map(() => true),
        );
        const provider = resources.find(({ type }) => type === "pulumi:providers:storagedb");
        assert.equal(provider?.inputs["password"], "[secret]");
        const owner = resources.find(
          ({ type, inputs }) => type.endsWith(":Role") && inputs["name"] === "supabase_storage_admin",
        );
        assert.equal(owner?.inputs["password"], "[secret]");
        assert.equal(owner.retainOnDelete, true);
      }
    });

    it("holds the seed's literal values for dev", () => {
      const resources = json("dev", "resources.json") as RecordedResource[];
      const inputsOf = (type: string) =>
        resources.filter((resource) => resource.type === `docker:index/${type}`).map(({ inputs }) => inputs);
      assert.deepEqual(
        inputsOf("volume:Volume")
          .map(({ name }) => String(name))
          .sort(),
        [
          "db-postgres-data",
          "db-storage-data",
          "llm-service-data",
          "monitoring-dashboard-data",
          "monitoring-metrics-data",
          "redis-data",
          "vector-db-data",
        ],
      );
      const containers = new Map(inputsOf("container:Container").map((inputs) => [inputs["name"], inputs]));
      assert.deepEqual([...containers.keys()].sort(), ["db-api", "db-postgres", "db-storage"]);
      const storage = containers.get("db-storage") ?? assert.fail();
      assert.equal(storage["image"], "supabase/storage-api:v1.74.0");
      assert.deepEqual(storage["ports"], [{ internal: 5000, external: 5000, ip: "127.0.0.1" }]);
      assert.deepEqual(storage["volumes"], [{ volumeName: "db-storage-data", containerPath: "/var/lib/storage" }]);
      assert.deepEqual(storage["healthcheck"], {
        tests: ["CMD", "wget", "--no-verbose", "--tries=1", "--spider", "http://127.0.0.1:5000/status"],
        interval: "10s",
        timeout: "10s",
        retries: 5,
        startPeriod: "30s",
      });
      assert.deepEqual([storage["cpus"], storage["memory"], storage["restart"]], ["1.0", 2048, "unless-stopped"]);
      const environment = storage["envs"] as string[];
      for (const variable of [
        "UPLOAD_FILE_SIZE_LIMIT=52428800",
        "STORAGE_BACKEND=file",
        "STORAGE_FILE_BACKEND_PATH=/var/lib/storage",
        "POSTGREST_URL=http://db-api:3000",
        "MULTI_TENANT=false",
      ]) {
        assert.ok(environment.includes(variable), variable);
      }
      assert.deepEqual(storage["uploads"], [{ file: "/app/.env", content: "[secret]" }]);
      const postgres = containers.get("db-postgres") ?? assert.fail();
      assert.deepEqual(postgres["ports"], [{ internal: 5432, external: 5432, ip: "127.0.0.1" }]);
      assert.deepEqual(
        [postgres["wait"], storage["wait"], containers.get("db-api")?.["wait"]],
        [true, true, undefined],
      );
      const database = json("dev", "database.json") as DatabaseReport;
      assert.deepEqual(
        database.buckets.map((bucket) => [bucket.id, bucket.public, bucket.fileSizeLimit]),
        [
          ["agent-documents", false, 10485760],
          ["system-backups", false, 52428800],
          ["user-uploads", true, 5242880],
        ],
      );
    });

    it("deletes no bucket of dev one by one, since they are in the database's volume", () => {
      const resources = json("dev", "resources.json") as RecordedResource[];
      const volume = resources.find(({ name }) => name === "db-postgres-data")?.urn;
      for (const { type, name, deletedWith } of resources) {
        if (type.endsWith(":Bucket")) assert.equal(deletedWith, volume, name);
        if (type.endsWith(":AccessPolicy")) assert.match(deletedWith ?? "", /storagedb:index:Bucket::/, name);
      }
    });

    it("finds in the database the buckets of the stack file, and access as its policies say", () => {
      for (const stack of stacks) {
        const { buckets, callers, addedBuckets, matrix, oracle } = json(stack, "database.json") as DatabaseReport;
        assert.deepEqual(
          buckets.map(({ id }) => id),
          ["agent-documents", "system-backups", "user-uploads"],
        );
        assert.deepEqual(
          callers.map(({ name }) => name),
          ["anon", "user A", "user B", "user without UUID", "service_role", "supabase_admin"],
        );
        const cells = (buckets.length + addedBuckets.length) * callers.length * 4 * 5;
        assert.equal(matrix.length, cells);
        assert.deepEqual(oracle, { judged: 2 * cells, unjudged: 0, mismatches: [] });
        const may = (caller: string, bucket: string, verb: string) =>
          matrix
            .filter((cell) => cell.caller === caller && cell.bucket === bucket && cell.verb === verb && cell.allowed)
            .map(({ target }) => target);
        assert.deepEqual(may("user without UUID", "agent-documents", "download"), ["own"]);
        assert.deepEqual(may("user A", "agent-documents", "overwrite"), []);
        assert.deepEqual(may("user A", "user-uploads", "remove"), ["own"]);
        assert.deepEqual(may("anon", "user-uploads", "list"), []);
        assert.deepEqual(may("user B", "rehearsal-other-bucket", "upload"), []);
      }
    });

    it("ends with the page and with what the machine lacks", () => {
      const page = readFileSync(path.join(out, "index.html"), "utf8");
      assert.match(page, /^<!doctype html>\n<html lang="en">/);
      assert.doesNotMatch(page, /(src|href)="(?!#)/, "the page is to need nothing else");
      assert.match(run.stdout, /\nTo look at: out\/index\.html\n/);
      assert.match(run.stdout, /\nRehearsed in [0-9.]+ s\.\n$/);
    });
  });

  describe("with another stack file for Docker", () => {
    const rehearsed = (edit: (text: string) => string) => {
      edited("dev", edit);
      const { status, stderr } = start("--project", stackFiles, "--out", out, "--stack", "dev");
      assert.equal(status, 0, stderr);
      const resources = json("dev", "resources.json") as RecordedResource[];
      const containers = resources.filter(({ type }) => type === "docker:index/container:Container");
      return new Map(containers.map(({ name, inputs }) => [name, inputs]));
    };

    it("runs no server of its own where one is given, and finds it from the containers", () => {
      const containers = rehearsed((text) => text.replace(/port: 5432 .*$/m, "host: 127.0.0.1\n    tls: disable"));
      assert.deepEqual([...containers.keys()].sort(), ["db-api", "db-storage"]);
      for (const { hosts } of containers.values()) {
        assert.deepEqual(hosts, [{ host: "host.docker.internal", ip: "host-gateway" }]);
      }
    });

    it("keeps the objects in S3 where it says so, with a volume for nothing", () => {
      const s3 = "backend: s3\n    s3: { bucket: alfred-platform, region: us-west-2 }";
      const storage = rehearsed((text) => text.replace("backend: file", s3)).get("db-storage") ?? assert.fail();
      assert.deepEqual(storage["volumes"], []);
      const environment = storage["envs"] as string[];
      for (const variable of [
        "STORAGE_BACKEND=s3",
        "STORAGE_S3_BUCKET=alfred-platform",
        "STORAGE_S3_REGION=us-west-2",
      ]) {
        assert.ok(environment.includes(variable), variable);
      }
    });

    it("serves several tenants and the S3 protocol where it says so", () => {
      const secret = (name: string) => `${name}: { secure: v1:abc }`;
      const several = `multiTenant: { ${["databaseUrl", "adminApiKeys", "encryptionKey"].map(secret).join(", ")} }`;
      const protocol = "s3Protocol: { prefix: /storage/v1 }";
      const containers = rehearsed((text) => text.replace("backend: file", `$&\n    ${several}\n    ${protocol}`));
      const storage = containers.get("db-storage") ?? assert.fail();
      const environment = storage["envs"] as string[];
      for (const variable of ["MULTI_TENANT=true", "S3_PROTOCOL_ENABLED=true", "S3_PROTOCOL_PREFIX=/storage/v1"]) {
        assert.ok(environment.includes(variable), variable);
      }
      assert.deepEqual(storage["ports"], [
        { internal: 5000, external: 5000, ip: "127.0.0.1" },
        { internal: 5001, external: 5001, ip: "127.0.0.1" },
      ]);
    });
  });

  describe("with a stack file that is wrong", () => {
    const failing = (edit: (text: string) => string) => {
      edited("dev", edit);
      return start("--project", stackFiles, "--out", out, "--stack", "dev");
    };

    it("fails at a mistake in a stack file, with the reason last and no stack trace", () => {
      const { status, stderr } = failing((text) => text.replace("fileSizeLimit: 10MiB", "fileSizeLimit: 10GiB"));
      assert.equal(status, 1);
      assert.match(
        stderr,
        /^\nThe rehearsal failed\. dev: \nerror: Pulumi\.dev\.yaml: alfred-storage:buckets\[0\]\.fileSizeLimit \(10GiB\) is above the service's upload limit of 50MiB[^]*\n$/,
      );
      assert.doesNotMatch(stderr, /\n\s+at /);
      assert.deepEqual(readdirSync(path.join(out, "dev")), [], "nothing of the run before is left");
    });

    it("fails where the database refuses, in its words", () => {
      const { status, stderr } = failing((text) => text.replace("roles: [authenticated]", "roles: [nobody_there]"));
      assert.equal(status, 1);
      assert.match(
        stderr,
        /^\nThe rehearsal failed\. dev: storagedb:index:AccessPolicy "[^"]+": .*role "nobody_there" does not exist/,
      );
      assert.doesNotMatch(stderr, /\n\s+at /);
    });

    it("fails where something that the program computes cannot be, though nobody waits for it", () => {
      // No .env file can hold a text with all three kinds of quotes.
      const authority = `-----BEGIN CERTIFICATE-----\\n'\\"\`\\n-----END CERTIFICATE-----`;
      const given = `host: db.example.com\n    tlsCertificateAuthority: "${authority}"`;
      const { status, stderr } = failing((text) => text.replace(/port: 5432 .*$/m, given));
      assert.equal(status, 1);
      assert.match(stderr, /DATABASE_SSL_ROOT_CERT holds every kind of quote, so no \.env file can hold it/);
    });

    it("says what is wrong with its options, and what there is", () => {
      const help = start("--help");
      assert.equal(help.status, 0);
      assert.match(help.stdout, /npm start \[-- \[--stack <name>\]/);
      assert.equal(start("--nonsense").status, 2);
      const missing = start("--project", stackFiles, "--stack", "absent");
      assert.equal(missing.status, 1);
      assert.equal(missing.stderr, `There is no Pulumi.absent.yaml in ${stackFiles}.\n`);
    });
  });
});
