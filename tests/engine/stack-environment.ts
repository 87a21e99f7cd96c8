import { type Document, isMap, isSeq, parseDocument } from "yaml";
import { lines } from "../harness/events";
import type { Operation } from "../harness/operation";
import type { Project } from "../harness/project";

/** A scratch project with one stack, and edits of its stack file. */
export class StackEnvironment {
  readonly project: Project;
  readonly stack: string;

  constructor(project: Project, stack = "dev") {
    this.project = project;
    this.stack = stack;
  }

  edit(change: (file: Document.Parsed) => void): void {
    this.project.writeStackFile(this.stack, change);
  }

  /** Sets a value by its path below `alfred-storage:`. */
  set(path: readonly (string | number)[], value: unknown): void {
    const [first = "", ...rest] = path;
    this.edit((file) => {
      file.setIn([...section(String(first)), ...rest], file.createNode(value));
    });
  }

  /** Takes a value out of the stack file, by its path below `alfred-storage:`. */
  unset(path: readonly (string | number)[]): void {
    const [first = "", ...rest] = path;
    this.edit((file) => {
      file.deleteIn([...section(String(first)), ...rest]);
    });
  }

  /** A stack output in clear. */
  async output(name: string): Promise<string> {
    return String((await this.project.outputs())[name]);
  }

  /** The passwords and keys that the stack made, of those whose name holds a word. */
  async generated(word = ""): Promise<string[]> {
    const { stdout } = await this.project.run(["stack", "export", "--show-secrets", "--stack", this.stack]);
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources: { type: string; urn: string; outputs: { result: { plaintext: string } } }[] };
    };
    return deployment.resources
      .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
      .filter(({ urn }) => urn.split("::").at(-1)?.includes(word))
      .map(({ outputs }) => JSON.parse(outputs.result.plaintext) as string);
  }

  /** Edits the bucket of that id, as it stands in the stack file. */
  editBucket(id: string, change: Readonly<Record<string, unknown>>): void {
    this.edit((file) => {
      for (const [key, value] of Object.entries(change)) file.setIn([...buckets, position(file, id), key], value);
    });
  }

  removeBucket(id: string): void {
    this.edit((file) => {
      file.deleteIn([...buckets, position(file, id)]);
    });
  }

  addBucket(bucket: Readonly<Record<string, unknown>>): void {
    this.edit((file) => {
      file.addIn(buckets, file.createNode(bucket));
    });
  }

  /** Puts a stack file back as it was. */
  restore(text: string): void {
    this.edit((file) => {
      file.contents = parseDocument(text).contents;
    });
  }

  /** `up`, which must succeed. */
  async up(): Promise<Operation> {
    return succeeded(await this.project.up());
  }

  /** What `preview --refresh` shows: first what differs in the database, then what `up` would do about it. */
  async preview(...args: string[]): Promise<Operation> {
    return succeeded(await this.project.preview({ args }));
  }
}

/** Where a section of the stack file is. */
export const section = (name: string): string[] => ["config", `alfred-storage:${name}`];

const buckets = section("buckets");

function position(file: Document.Parsed, id: string): number {
  const list = file.getIn(buckets);
  if (!isSeq(list)) throw new Error("the stack file has no list of buckets");
  const found = list.items.findIndex((item) => isMap(item) && item.get("id") === id);
  if (found < 0) throw new Error(`the stack file has no bucket ${id}`);
  return found;
}

/** The operation, if it succeeded; else an error that shows all of it. */
export function succeeded(operation: Operation): Operation {
  if (operation.exitCode === 0) return operation;
  throw new Error(`exit status ${String(operation.exitCode)}\n${operation.stdout}\n${operation.stderr}`);
}

/** Steps as `op type name`, with the package of our own types left out. */
export function steps(operation: Operation): string[] {
  return lines(operation.steps).map((line) => line.replace("storagedb:index:", ""));
}

/** The messages of some severity, without those that the set-up of the tests itself causes. */
export function messages(operation: Operation, severity: string): string[] {
  return operation.diagnostics
    .filter((diagnostic) => diagnostic.severity === severity && !diagnostic.message.includes("(text/plain)"))
    .map(({ message }) => message);
}
