import path from "node:path";
import ts from "typescript";
import { allowedRange, allowedValues, conflictsOf } from "./doc-comments";

/** What is given to a resource: its type as the engine knows it, and its inputs. */
export interface Given {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Judged {
  /** What the SDK's types say against the inputs, one text for each thing. */
  readonly ofTypes: readonly string[];
  /** What its doc comments say against them. */
  readonly ofComments: readonly string[];
  /** The properties whose values were compared with a list or a range, as `Type.path: what is allowed`. */
  readonly compared: readonly string[];
  /** The properties that are there because a type requires them, at every depth. */
  readonly required: readonly string[];
}

const root = path.join(__dirname, "../..");
const file = path.join(root, "tests/aws/generated.ts"); // never written

/**
 * Judges inputs by the SDK itself: each becomes a literal that is assigned to its resource's `…Args`, which the compiler
 * checks, all in one run. Doc comments are asked for what a type does not say.
 */
export function judgedBySdk(given: readonly Given[]): Judged[] {
  const types = [...new Set(given.map(({ type }) => type))];
  const imports = types.map((type, index) => {
    const { module, args } = argsOf(type);
    return `import type { ${args} as Args${index} } from "${module}";`;
  });
  const constants = given.map(
    ({ type, inputs }, index) => `export const given${index}: Args${types.indexOf(type)} = ${JSON.stringify(inputs)};`,
  );
  const program = compile([...imports, ...constants].join("\n"));
  const source = program.getSourceFile(file) ?? unexpected("no source file");
  const [first] = [...program.getOptionsDiagnostics(), ...program.getSyntacticDiagnostics(source)];
  if (first !== undefined) unexpected(text(first));
  const messages = given.map((): string[] => []);
  for (const diagnostic of program.getSemanticDiagnostics(source)) {
    const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line - imports.length;
    (messages[line] ?? unexpected(text(diagnostic))).push(text(diagnostic));
  }
  const checker = program.getTypeChecker();
  return source.statements.slice(imports.length).map((statement, index) => {
    const [declaration] = (statement as ts.VariableStatement).declarationList.declarations;
    const remarks = remarksOn(declaration?.initializer ?? unexpected("no literal"), nameOf(given[index]), checker);
    return {
      ofTypes: messages[index] ?? [],
      ofComments: remarks.flatMap(({ against }) => against),
      compared: remarks.flatMap(({ compared }) => compared),
      required: remarks.filter(({ required }) => required).map(({ place }) => place),
    };
  });
}

const nameOf = (given: Given | undefined): string => given?.type.split(":").at(-1) ?? "";

/** `aws:s3/bucketPolicy:BucketPolicy` is the class of that name in `@pulumi/aws/s3/bucketPolicy`. */
function argsOf(type: string): { readonly module: string; readonly args: string } {
  if (type === "pulumi:providers:aws") return { module: "@pulumi/aws/provider", args: "ProviderArgs" };
  const [, module, name] = /^aws:(\w+\/\w+):(\w+)$/.exec(type) ?? unexpected(`the type ${type}`);
  return { module: `@pulumi/aws/${module}`, args: `${name}Args` };
}

function compile(text: string): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.Preserve,
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const generated = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  return ts.createProgram([file], options, {
    ...host,
    getSourceFile: (name, ...more) => (name === file ? generated : host.getSourceFile(name, ...more)),
    fileExists: (name) => name === file || host.fileExists(name),
  });
}

interface Remark {
  /** The property. */
  readonly place: string;
  readonly required: boolean;
  readonly against: readonly string[];
  readonly compared: readonly string[];
}

/** Each property of a literal, at every depth, and what its doc comment has to do with it. */
function remarksOn(node: ts.Expression, place: string, checker: ts.TypeChecker): Remark[] {
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap((element) => remarksOn(element, place, checker));
  if (!ts.isObjectLiteralExpression(node)) return [];
  const contextual = checker.getContextualType(node);
  const members = contextual?.isUnion() === true ? contextual.types : [contextual];
  const properties = node.properties.filter(ts.isPropertyAssignment).map(({ name, initializer }) => ({
    name: ts.isStringLiteral(name) ? name.text : name.getText(),
    initializer,
  }));
  const names = properties.map(({ name }) => name);
  return properties.flatMap(({ name, initializer }) => {
    const here = `${place}.${name}`;
    const symbol: ts.Symbol | undefined = members
      .map((type) => type?.getProperty(name))
      .find((found) => found !== undefined);
    const comment = ts.displayPartsToString(symbol?.getDocumentationComment(checker));
    const below = remarksOn(initializer, here, checker);
    if (symbol === undefined) return below; // a tag, or what the type does not know
    const required = (symbol.flags & ts.SymbolFlags.Optional) === 0;
    return [{ place: here, required, ...remark(here, comment, valuesOf(initializer), names) }, ...below];
  });
}

function remark(
  here: string,
  comment: string,
  values: readonly string[],
  beside: readonly string[],
): Pick<Remark, "against" | "compared"> {
  const [list, range] = [allowedValues(comment), allowedRange(comment)];
  const fits = (value: string) =>
    (list === undefined || list.includes(value)) &&
    (range === undefined || (Number(value) >= range[0] && Number(value) <= range[1]));
  const allowed = list?.join(", ") ?? range?.join(" to ");
  return {
    against: [
      ...values.filter((value) => !fits(value)).map((value) => `${here} is ${value}, and may be ${allowed}`),
      ...conflictsOf(comment)
        .filter((other) => beside.includes(other))
        .map((other) => `${here} conflicts with ${other}`),
    ],
    compared: allowed === undefined || values.length === 0 ? [] : [`${here}: ${allowed}`],
  };
}

/** Texts and numbers, by themselves or in a list. */
function valuesOf(node: ts.Expression): string[] {
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(valuesOf);
  return ts.isStringLiteral(node) || ts.isNumericLiteral(node) ? [node.text] : [];
}

const text = ({ messageText }: ts.Diagnostic): string => ts.flattenDiagnosticMessageText(messageText, "\n");

function unexpected(what: string): never {
  throw new Error(`The generated source is not as it should be: ${what}`);
}
