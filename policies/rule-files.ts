/** The files of the rules, for what looks at all of them. */
import { readdirSync } from "node:fs";
import path from "node:path";

const folder = path.join(__dirname, "rules");

export interface RuleFile {
  /** As `rules/docker/docker-restarts.ts`. */
  readonly file: string;
  /** The name of the rule in it. */
  readonly name: string;
  readonly path: string;
}

/** In the order of their names. What lies beside them is for specs, or lists them. */
export const ruleFiles: readonly RuleFile[] = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => /^\w+[/\\](?!index|testing)[\w-]+\.ts$/.test(file))
  .sort()
  .map((file) => ({
    file: `rules/${file.replaceAll("\\", "/")}`,
    name: path.basename(file, ".ts"),
    path: path.join(folder, file),
  }));

export const specOf = ({ path: file }: RuleFile): string => file.replace(/\.ts$/, ".spec.ts");
