import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { stackFileSchema, stackFileSchemaText } from "./json-schema";
import { secretKeys } from "./secrets";

const root = path.dirname(__dirname);
const text = (...parts: string[]) => readFileSync(path.join(root, ...parts), "utf8");
const stackFiles = readdirSync(root).filter((name) => /^Pulumi\..+\.yaml$/.test(name));

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

const config = (stackFileSchema() as Schema).properties?.["config"];

/** Every key that the schema knows, as `service.s3.bucket`, `buckets[].id` and `kubernetes.claims.<name>.size`. */
function keysOf(schema: Schema, prefix: string): [string, Schema][] {
  const maps = [schema, ...(schema.anyOf ?? [])];
  const inner = maps.flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([key, value]) => {
      const name = prefix === "" ? key.replace(/^.*:/, "") : `${prefix}.${key}`;
      return [[name, value] as [string, Schema], ...keysOf(value, name)];
    }),
  );
  const { items, additionalProperties: named } = schema;
  return [
    ...inner,
    ...(items === undefined ? [] : keysOf(items, `${prefix}[]`)),
    ...(typeof named === "object" ? keysOf(named, `${prefix}.<name>`) : []),
  ];
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

  it("allows the secrets as such only, and says how to set them", () => {
    assert.ok(config);
    const keys = keysOf(config, "");
    const encrypted = keys.filter(([name]) => name.endsWith(".secure")).map(([name]) => name.replace(/\.secure$/, ""));
    assert.deepEqual(encrypted.sort(), [...secretKeys].sort());
    for (const [name, { description = "", ...form }] of keys.filter(([name]) => secretKeys.includes(name))) {
      assert.deepEqual(form, {
        type: "object",
        properties: { secure: { type: "string" } },
        required: ["secure"],
        additionalProperties: false,
      });
      const command = `pulumi config set --secret --path 'alfred-storage:${name.replace("[]", "[0]")}'`;
      assert.ok(description.endsWith(` Set it with: ${command}`), description);
    }
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
