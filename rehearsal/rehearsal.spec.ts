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

  /** The project's own stack files, with a password each, as `pulumi config set --secret` writes it. */
  const edited = (stack: string, edit: (text: string) => string = (text) => text) => {
    const text = readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8");
    const secure = text.replace(/^( *)administrator: .*$/m, "$&\n$1password: { secure: v1:abc }");
    assert.notEqual(secure, text);
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
