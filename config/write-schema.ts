/** `npm run schema`: writes the JSON Schema with which editors complete and explain stack files. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stackFileSchemaText } from "./json-schema";

writeFileSync(path.join(__dirname, "stack-file.schema.json"), stackFileSchemaText());
process.stdout.write("config/stack-file.schema.json is current.\n");
