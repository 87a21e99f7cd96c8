import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { stackFileSchema, stackFileSchemaText } from "./json-schema";

const root = path.dirname(__dirname);
const text = (...parts: string[]) => readFileSync(path.join(root, ...parts), "utf8");
const stackFiles = readdirSync(root).filter((name) => /^Pulumi\..+\.yaml$/.test(name));

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const config = (stackFileSchema() as Schema).properties?.["config"];

/** Every key that the schema knows, as `service.s3.bucket` and `buckets[].id`. */
function keysOf(schema: Schema, prefix: string): [string, Schema][] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = prefix === "" ? key : `${prefix}.${key}`;
    return [[name, value] as [string, Schema], ...keysOf(value, name)];
  });
  return schema.items === undefined ? inner : [...inner, ...keysOf(schema.items, `${prefix}[]`)];
}

describe("the JSON Schema of stack files", () => {
  it("is current (else run: npm run schema)", () => {
    assert.equal(text("config", "stack-file.schema.json"), stackFileSchemaText());
  });

  it("explains every key", () => {
    assert.ok(config);
    const silent = keysOf(config, "").filter(([name, { description }]) => !description && !name.endsWith(".secure"));
    assert.deepEqual(
      silent.map(([name]) => name),
      [],
    );
  });

  it("has no pattern that means something else without the flag u, which some editors leave out", () => {
    const patterns = [...stackFileSchemaText().matchAll(/"pattern": ("(?:[^"\\]|\\.)*")/g)];
    assert.ok(patterns.length > 10);
    assert.deepEqual(
      patterns.map(([, pattern]) => JSON.parse(pattern ?? "") as string).filter((pattern) => /\\[pPu]\{/.test(pattern)),
      [],
    );
  });

  it("allows the password as a secret only", () => {
    assert.deepEqual(config?.properties?.["alfred-storage:database"]?.properties?.["password"], {
      type: "object",
      properties: { secure: { type: "string" } },
      required: ["secure"],
      additionalProperties: false,
      description:
        "The administrator's password. Set it with: pulumi config set --secret --path 'alfred-storage:database.password'",
    });
  });

  for (const file of stackFiles) {
    it(`stands in the first line of ${file}, whose keys it knows`, () => {
      const content = text(file);
      assert.equal(content.split("\n")[0], "# yaml-language-server: $schema=config/stack-file.schema.json");
      const keys = Object.keys((parse(content) as { config: object }).config);
      const own = keys.filter((key) => key.startsWith("alfred-storage:"));
      assert.deepEqual(
        own.filter((key) => config?.properties?.[key] === undefined),
        [],
      );
    });
  }
});
