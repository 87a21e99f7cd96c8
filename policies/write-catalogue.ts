/** `npm run policies`: writes the page of the policy pack. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { catalogue } from "./catalogue";

writeFileSync(path.join(path.dirname(__dirname), "docs", "policies.md"), catalogue());
process.stdout.write("docs/policies.md is current.\n");
