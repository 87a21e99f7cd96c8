import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readPreview } from "../../ops/preview-summary/read";
import { commentOn, fixtures } from "../../ops/preview-summary/testing-fixtures";
import type { StackEnvironment } from "../engine/stack-environment";
import { impersonal } from "./recorded-preview";

export interface Recording {
  /** Further arguments of `pulumi preview`. */
  readonly args?: readonly string[];
  /** The engine's events, and not its digest. @default false */
  readonly events?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs real previews and compares the comments that become of them with those that are kept in `tests/fixtures/previews`.
 * With RECORD_PREVIEWS=1 in the environment it keeps what the engine printed, and its comment, instead.
 */
export class PreviewRecorder {
  readonly #environment: StackEnvironment;
  readonly #replaced: Readonly<Record<string, string>>;
  readonly #secrets: () => Promise<readonly string[]>;

  /**
   * @param replaced what is of this run, such as a port, and what takes its place
   * @param secrets what must not be in a preview
   */
  constructor(
    environment: StackEnvironment,
    replaced: Readonly<Record<string, string>>,
    secrets: () => Promise<readonly string[]>,
  ) {
    this.#environment = environment;
    this.#replaced = { [environment.project.folder]: "/project", ...replaced };
    this.#secrets = secrets;
  }

  /** A preview of an edit, which is taken back afterwards. Gives what the engine printed. */
  async of(name: string, edit: () => void, { args = [], events = false, env = {} }: Recording = {}): Promise<string> {
    const { project, stack } = this.#environment;
    const file = project.readStackFile(stack);
    edit();
    const streaming = events ? { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" } : {};
    const { stdout } = await project.run(["preview", "--json", "--stack", stack, ...args], {
      env: { ...env, ...streaming },
    });
    this.#environment.restore(file);
    const text = impersonal(stdout, this.#replaced);
    for (const secret of await this.#secrets()) assert.ok(!text.includes(secret), `${name} holds a secret`);
    const comment = commentOn(readPreview(text));
    const expected = path.join(fixtures, `${name}.md`);
    if (process.env["RECORD_PREVIEWS"] === "1") {
      for (const kind of ["json", "jsonl"]) rmSync(path.join(fixtures, `${name}.${kind}`), { force: true });
      writeFileSync(path.join(fixtures, `${name}.${events ? "jsonl" : "json"}`), text);
      writeFileSync(expected, comment);
    }
    assert.equal(comment, readFileSync(expected, "utf8"));
    return stdout;
  }
}
