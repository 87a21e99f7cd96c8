/** Runs of `npm start` in a scratch folder, for specs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import type { DatabaseReport } from "./database-report";
import type { RecordedResource } from "./monitor/record";
import { root } from "./paths";

export class Rehearsals {
  readonly #scratch = mkdtempSync(path.join(tmpdir(), "rehearsal-"));
  readonly out = path.join(this.#scratch, "out");
  /** The folder of the stack files. */
  readonly project = path.join(this.#scratch, "stacks");

  readonly #env: NodeJS.ProcessEnv;

  /** @param env variables beside those of this process */
  constructor(env: NodeJS.ProcessEnv = {}) {
    this.#env = env;
    mkdirSync(this.project);
  }

  /**
   * Writes one of the project's stack files, edited; with a password, as `pulumi config set --secret` writes it, where
   * one is needed.
   */
  write(
    stack: "dev" | "prod",
    edit: (text: string) => string = (text) => text,
    { name = stack }: { readonly name?: string } = {},
  ): void {
    const text = readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8");
    const secure = text.replace(/^( *)administrator: .*$/m, "$&\n$1password: { secure: v1:abc }");
    assert.equal(secure !== text, stack === "prod");
    writeFileSync(path.join(this.project, `Pulumi.${name}.yaml`), edit(secure));
  }

  /** Starts with these options and no others. */
  start(...options: string[]) {
    const env = { ...process.env, ...this.#env };
    delete env["MOCHA_RUN"];
    const command = ["-r", path.join(root, "typescript.cjs"), path.join(root, "rehearsal/main.ts"), ...options];
    return spawnSync(process.execPath, command, { cwd: this.#scratch, encoding: "utf8", env });
  }

  /** Rehearses what has been written; all of it, or one stack. */
  run(stack?: string) {
    const one = stack === undefined ? [] : ["--stack", stack];
    return this.start("--project", this.project, "--out", this.out, ...one);
  }

  text(...file: string[]): string {
    return readFileSync(path.join(this.out, ...file), "utf8");
  }

  /** The words on the page. */
  pageText(): string {
    return this.text("index.html")
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ");
  }

  resources(stack: string): RecordedResource[] {
    return JSON.parse(this.text(stack, "resources.json")) as RecordedResource[];
  }

  database(stack: string): DatabaseReport {
    return JSON.parse(this.text(stack, "database.json")) as DatabaseReport;
  }

  end(): void {
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}

/** Sections that take the place of a stack file's own, by their keys; one that is undefined is left out. */
export type Sections = Readonly<Record<string, object | string | undefined>>;

export function withSections(text: string, sections: Sections): string {
  const { config } = parse(text) as { config: object };
  const changed = Object.entries(sections).map(([key, section]) => [`alfred-storage:${key}`, section]);
  return stringify({ config: { ...config, ...(Object.fromEntries(changed) as object) } });
}
