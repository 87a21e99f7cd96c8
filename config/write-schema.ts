/** `npm run schema`: writes what is made from the schema of stack files: the editors' JSON Schema, the page's table. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stackFileSchemaText } from "./json-schema";
import { withKeyTable } from "./key-table";

const page = path.join(path.dirname(__dirname), "docs", "stack-files.md");
writeFileSync(path.join(__dirname, "stack-file.schema.json"), stackFileSchemaText());
writeFileSync(page, withKeyTable(readFileSync(page, "utf8")));
process.stdout.write("config/stack-file.schema.json and the table of docs/stack-files.md are current.\n");
