import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { verbs } from "../storagedb/access/vocabulary";
import { checkStackFile } from "./check";
import { formatIssues } from "./issues";
import { configPage, effectsAstray } from "./key-table";
import { servers } from "./s3-servers";

const doc = (name: string) => readFileSync(path.join(path.dirname(__dirname), "docs", name), "utf8");
const page = doc("stack-files.md");
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
const conditions = [...page.matchAll(/^\| `(\{.*\}|owner|userFolder|public)` +\|/gm)].map(([, text]) => text ?? "");

describe("docs/config.md", () => {
  it("has every key, as the schema explains it (else run: npm run schema)", () => {
    assert.equal(doc("config.md"), configPage());
  });

  it("says of every key what an edit does, and of no key that there is not", () => {
    assert.deepEqual(effectsAstray(), []);
  });
});

describe("docs/stack-files.md", () => {
  it("has fourteen examples", () => {
    assert.equal(examples.length, 14);
  });
  for (const [position, example] of examples.entries()) {
    it(`shows an example ${position + 1} in which nothing is wrong`, async () => {
      const { settings, issues } = await checkStackFile(example, "FILE");
      const wrong = issues.filter(({ severity }) => severity !== "note");
      const shown = position === 0 || example.includes("alfred-storage:backup:"); // the others leave it out, to show one thing
      assert.equal(formatIssues(wrong.filter(({ key }) => shown || key !== "alfred-storage:backup")), "");
      assert.notEqual(settings, undefined);
    });
  }

  it("shows what is different with each kind of S3 server", () => {
    for (const [name, { region, forcePathStyle, checksumsWhenRequired, objectTags }] of Object.entries(servers)) {
      const [, ...cells] = (new RegExp(`^\\| \`${name}\` .*`, "m").exec(page)?.[0] ?? "").split("|");
      const path = name === "aws" ? "with an endpoint" : forcePathStyle ? "yes" : "no";
      assert.deepEqual(
        cells.slice(1, 5).map((cell) => cell.trim()),
        [
          region === undefined ? "has to be written" : `\`${region}\``,
          path,
          checksumsWhenRequired ? "yes" : "no",
          objectTags ? "yes" : "no",
        ],
      );
    }
  });

  it("names every verb", () => {
    assert.deepEqual(
      verbs.filter((verb) => !page.includes(`| \`${verb}\``)),
      [],
    );
  });

  it("shows every condition", () => {
    assert.equal(conditions.length, 7);
  });
  for (const condition of conditions) {
    it(`shows the condition ${condition} as it can be written`, async () => {
      const text = `config:
  platform: docker
  backup: { none: One condition is to be read }
  buckets: [{ id: abc, public: true, policies: [{ name: p, roles: [authenticated], verbs: [download], condition: ${condition} }] }]
`;
      assert.equal(formatIssues((await checkStackFile(text, "FILE")).issues), "");
    });
  }
});
