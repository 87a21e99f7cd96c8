/** `npm run schema`: writes what is made from the schema of stack files: the editors' JSON Schema, the page of keys. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stackFileSchemaText } from "./json-schema";
import { configPage } from "./key-table";

writeFileSync(path.join(__dirname, "stack-file.schema.json"), stackFileSchemaText());
writeFileSync(path.join(path.dirname(__dirname), "docs", "config.md"), configPage());
process.stdout.write("config/stack-file.schema.json and docs/config.md are current.\n");
