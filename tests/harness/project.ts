import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { parseDocument, type Document } from "yaml";

import type { Toolchain } from "../toolchain/toolchain";
import { onEnd } from "./cleanup";
import { pause, processesWith } from "./machine";
import { Underway, type Operation, type Verb } from "./operation";
import { run, runOrFail, start, type Finished } from "./run";
import { bridgePlugins, copyCheckout, installPlugins, linkPackages, writeFiles } from "./workspace";

export interface ProjectOptions {
  readonly toolchain: Toolchain;
  /** Files to write over those of the checkout: path in the project to content. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the project starts as a copy of this checkout, or with nothing but {@link files}. @default true */
  readonly checkout?: boolean;
  /** Environment variables for all of its commands, such as where the Docker Engine is. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandOptions {
  /** Environment variables besides {@link Project.env}. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the command is killed and the promise fails. @default 300000 */
  readonly timeout?: number;
}

export interface OperationOptions extends CommandOptions {
  /** @default the stack of the last {@link Project.stackInit} */
  readonly stack?: string;
  /** Further arguments, such as `--target`. */
  readonly args?: readonly string[];
  /** Whether `up`, `refresh` and `destroy` begin with a preview, as they do for a person. @default false */
  readonly previewFirst?: boolean;
}

/**
 * A scratch Pulumi project under the real engine: a folder of its own with this checkout's program and stack files, a
 * state backend of its own, a PULUMI_HOME of its own.
 *
 * How an operation's steps are learned (seen with CLI 3.274.1): `--json` gives a digest for `preview`, and for `up`
 * that digest followed by one event per line; for a person's output there is no place left. The flag
 * `--event-log FILE`, which `PULUMI_DEBUG_COMMANDS` brings out, writes the same events for all four operations beside
 * the ordinary output; with a preview first, the file holds the operation's own events and not the preview's. In both
 * forms the events of severity `debug` hold secrets in clear, so the log is removed as soon as it is read.
 */
export class Project {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #pulumi: string;
  readonly #scratch: string;
  readonly #forget: () => void;
  #stack: string | undefined;
  #operations = 0;

  private constructor(scratch: string, { toolchain: { pulumi, bin }, env }: ProjectOptions) {
    this.#scratch = scratch;
    this.#pulumi = pulumi;
    this.folder = path.join(scratch, "project");
    this.env = { ...environment(scratch, bin), ...env };
    this.#forget = onEnd(() => {
      this.#endProcesses();
      this.#removeFolder();
    });
  }

  /** Makes the project. {@link remove} it in the end. */
  static async create(options: ProjectOptions): Promise<Project> {
    const project = new Project(mkdtempSync(path.join(tmpdir(), "alfred-project-")), options);
    try {
      for (const name of ["project", "home", "state"]) mkdirSync(path.join(project.#scratch, name));
      if (options.checkout !== false) await copyCheckout(project.folder);
      writeFiles(project.folder, options.files ?? {});
      linkPackages(project.folder);
      bridgePlugins(project.folder);
      installPlugins(path.join(project.#scratch, "home"), options.toolchain.plugins);
      return project;
    } catch (error) {
      await project.remove();
      throw error;
    }
  }

  /** Runs `pulumi`. A non-zero exit status is no error. */
  run(args: readonly string[], options: CommandOptions = {}): Promise<Finished> {
    return run(this.#pulumi, [...args, "--non-interactive"], this.#runOptions(options));
  }

  /** Creates a stack, which the other methods then mean. Its file may be there already. */
  async stackInit(name: string): Promise<void> {
    await this.#must(["stack", "init", name]);
    this.#stack = name;
  }

  /** Sets a configuration value by its path, `namespace:key.part[0]`. */
  async setConfig(key: string, value: string, { secret = false } = {}): Promise<void> {
    const kind = secret ? "--secret" : "--plaintext";
    await this.#must(["config", "set", "--path", kind, ...this.#stackArgs(), "--non-interactive", "--", key, value]);
  }

  /** A stack file's text. @default the current stack's */
  readStackFile(stack = this.#current()): string {
    return readFileSync(this.#stackFile(stack), "utf8");
  }

  /** Edits a stack file in place; comments stay. */
  writeStackFile(stack: string, edit: (document: Document.Parsed) => void): void {
    const document = parseDocument(this.readStackFile(stack));
    edit(document);
    writeFileSync(this.#stackFile(stack), document.toString());
  }

  preview(options: OperationOptions = {}): Promise<Operation> {
    return this.begin("preview", options).finished;
  }

  up(options: OperationOptions = {}): Promise<Operation> {
    return this.begin("up", options).finished;
  }

  refresh(options: OperationOptions = {}): Promise<Operation> {
    return this.begin("refresh", options).finished;
  }

  destroy(options: OperationOptions = {}): Promise<Operation> {
    return this.begin("destroy", options).finished;
  }

  /** Begins an operation, for tests that disturb it. */
  begin(verb: Verb, options: OperationOptions = {}): Underway {
    const log = path.join(this.#scratch, `events-${++this.#operations}.jsonl`);
    const consent = verb === "preview" ? [] : ["--yes", ...(options.previewFirst ? [] : ["--skip-preview"])];
    const args = [verb, ...this.#stackArgs(options.stack), "--event-log", log, ...consent, ...(options.args ?? [])];
    const env = { ...options.env, PULUMI_DEBUG_COMMANDS: "true" };
    return new Underway(
      start(this.#pulumi, [...args, "--non-interactive"], this.#runOptions({ ...options, env })),
      log,
    );
  }

  /** The state as `pulumi stack export` gives it: secrets as ciphertext. */
  async exportState(): Promise<State> {
    const { stdout } = await this.#must(["stack", "export", ...this.#stackArgs()]);
    return JSON.parse(stdout) as State;
  }

  /** The stack's outputs, secrets in clear. */
  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.#must(["stack", "output", "--json", "--show-secrets", ...this.#stackArgs()]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /**
   * Ends what an engine that was killed left behind, which is its language host, its plugins and the program. The
   * program would go on for ever: the SDK's handler of uncaught errors (3.270, `cmd/run/run.js`) reports to the engine,
   * which fails, which it reports.
   */
  async endLeftovers(): Promise<void> {
    while (this.#endProcesses() > 0) await pause(50);
  }

  /**
   * What a person does after an engine was killed: ends what it left behind, removes notes about files of the state if
   * they are empty, and takes its lock away. The engine replaces a file in one step, but not the notes on it (gocloud.dev,
   * `blob/fileblob/attrs.go`), and without them it reads the file all the same.
   */
  async recover(): Promise<void> {
    await this.endLeftovers();
    for (const name of readdirSync(this.#state, { recursive: true, encoding: "utf8" })) {
      const file = path.join(this.#state, name);
      if (name.endsWith(".attrs") && statSync(file).size === 0) rmSync(file);
    }
    await this.#must(["cancel", "--yes", ...this.#stackArgs()]);
  }

  /** Forgets the current stack, in whatever condition its state is. Its file stays, and what it provisioned. */
  async forgetStack(): Promise<void> {
    await this.endLeftovers();
    rmSync(path.join(this.#state, ".pulumi"), { recursive: true, force: true });
  }

  get #state(): string {
    return path.join(this.#scratch, "state");
  }

  /** Ends what is left of this project's processes and removes its folder. What it provisioned is not destroyed. */
  async remove(): Promise<void> {
    await this.endLeftovers();
    this.#forget();
    this.#removeFolder();
  }

  async #must(args: readonly string[]): Promise<Finished> {
    return runOrFail(this.#pulumi, args.includes("--") ? args : [...args, "--non-interactive"], this.#runOptions({}));
  }

  #runOptions({ env, timeout = 300_000 }: CommandOptions) {
    return { cwd: this.folder, env: { ...this.env, ...env }, timeout };
  }

  #current(): string {
    if (this.#stack === undefined) throw new Error("no stack yet: call stackInit first");
    return this.#stack;
  }

  #stackArgs(stack = this.#current()): readonly string[] {
    return ["--stack", stack];
  }

  #stackFile(stack: string): string {
    return path.join(this.folder, `Pulumi.${stack}.yaml`);
  }

  /** An engine that was killed leaves its language host and plugins behind: they carry this project's PULUMI_HOME. */
  #endProcesses(): number {
    const left = processesWith(`PULUMI_HOME=${String(this.env["PULUMI_HOME"])}`);
    for (const pid of left) process.kill(pid, "SIGKILL");
    return left.length;
  }

  #removeFolder(): void {
    rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The parts of an exported state that tests look at. */
export interface State {
  readonly deployment: {
    readonly resources?: readonly {
      readonly urn: string;
      readonly type: string;
      readonly id?: string;
      readonly inputs?: Readonly<Record<string, unknown>>;
      readonly outputs?: Readonly<Record<string, unknown>>;
    }[];
    readonly pending_operations?: readonly { readonly type: string }[];
  };
}

/** A person's settings for Pulumi, PostgreSQL and the cloud are none of a test's business, nor are mocha's. */
const foreign = /^(PULUMI|MOCHA|PG|AWS|KUBE|DOCKER)/;

function environment(scratch: string, bin: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const node = path.dirname(process.execPath); // the program under test runs on the Node that the test runs on
  return {
    ...Object.fromEntries(own),
    PATH: [bin, node, process.env["PATH"] ?? ""].join(path.delimiter),
    PULUMI_HOME: path.join(scratch, "home"),
    PULUMI_BACKEND_URL: `file://${path.join(scratch, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "scratch",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NO_COLOR: "1",
  };
}
