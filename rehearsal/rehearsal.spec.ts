import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { Rehearsals } from "./testing-start";

const stacks = ["dev", "prod"] as const;

describe("npm start", function () {
  this.timeout(300_000);
  const rehearsals = new Rehearsals();
  after(() => {
    rehearsals.end();
  });
  before(() => {
    for (const stack of stacks) rehearsals.write(stack);
  });

  describe("with the project's stack files", () => {
    let run: ReturnType<Rehearsals["run"]>;
    before(() => {
      run = rehearsals.run();
    });

    it("succeeds, and writes what the contract says", () => {
      assert.equal(run.stderr, "");
      assert.equal(run.status, 0);
      assert.deepEqual(readdirSync(rehearsals.out).sort(), ["dev", "index.html", "prod"]);
      for (const stack of stacks) {
        assert.deepEqual(readdirSync(path.join(rehearsals.out, stack)).sort(), [
          "database.json",
          ...(stack === "prod" ? ["kubernetes"] : []),
          "policies.json",
          "resources.json",
        ]);
        assert.equal(rehearsals.text(stack, "policies.json"), "[]\n");
      }
    });

    it("records every resource with its options, secrets hidden", () => {
      const keys =
        "urn type name parent dependsOn protect retainOnDelete deletedWith deleteBeforeReplace ignoreChanges inputs";
      for (const stack of stacks) {
        const resources = rehearsals.resources(stack);
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
        const { buckets, callers, addedBuckets, matrix, oracle } = rehearsals.database(stack);
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
      const page = rehearsals.text("index.html");
      assert.match(page, /^<!doctype html>\n<html lang="en">/);
      assert.doesNotMatch(page, /(src|href)="(?!#)/, "the page is to need nothing else");
      assert.match(run.stdout, /\nTo look at: out\/index\.html\n/);
      assert.match(run.stdout, /\nRehearsed in [0-9.]+ s\.\n$/);
    });
  });

  describe("with a stack file that is wrong", () => {
    const failing = (edit: (text: string) => string) => {
      rehearsals.write("dev", edit);
      return rehearsals.run("dev");
    };

    it("fails at a mistake in a stack file, with the reason last and no stack trace", () => {
      const { status, stderr } = failing((text) => text.replace("fileSizeLimit: 10MiB", "fileSizeLimit: 10GiB"));
      assert.equal(status, 1);
      assert.match(
        stderr,
        /^\nThe rehearsal failed\. dev: \nerror: Pulumi\.dev\.yaml: alfred-storage:buckets\[0\]\.fileSizeLimit \(10GiB\) is above the service's upload limit of 50MiB[^]*\n$/,
      );
      assert.doesNotMatch(stderr, /\n\s+at /);
      assert.deepEqual(readdirSync(path.join(rehearsals.out, "dev")), [], "nothing of the run before is left");
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
      const help = rehearsals.start("--help");
      assert.equal(help.status, 0);
      assert.match(help.stdout, /npm start \[-- \[--stack <name>\]/);
      assert.equal(rehearsals.start("--nonsense").status, 2);
      const missing = rehearsals.run("absent");
      assert.equal(missing.status, 1);
      assert.equal(missing.stderr, `There is no Pulumi.absent.yaml in ${rehearsals.project}.\n`);
    });
  });
});
