/** Copies of a source text with one condition turned around, for a test of the tests. */
import ts from "typescript";

export interface Mutant {
  /** Where the change is, counted from 1. */
  readonly line: number;
  /** What was changed, and into what: `a === b → a !== b`. */
  readonly change: string;
  /** The whole text with the change in it. */
  readonly text: string;
}

/** A part of the text, and what stands there instead. */
interface Edit {
  readonly node: ts.Node;
  readonly instead: string;
}

const opposite = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
  [ts.SyntaxKind.LessThanToken, ">="],
  [ts.SyntaxKind.LessThanEqualsToken, ">"],
  [ts.SyntaxKind.GreaterThanToken, "<="],
  [ts.SyntaxKind.GreaterThanEqualsToken, "<"],
]);

const quantifiers = new Map([
  ["some", "every"],
  ["every", "some"],
]);

/** Every mutant of a source text. */
export function mutantsOf(text: string): Mutant[] {
  const source = ts.createSourceFile("rule.ts", text, ts.ScriptTarget.ES2023, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    edits.push(...editsOf(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.map(({ node, instead }) => {
    const [start, end] = [node.getStart(source), node.getEnd()];
    const change = `${text.slice(start, end)} → ${instead}`.replaceAll(/\s+/g, " ");
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    return { line, change, text: text.slice(0, start) + instead + text.slice(end) };
  });
}

function editsOf(node: ts.Node, source: ts.SourceFile): Edit[] {
  const written = (one: ts.Node) => one.getText(source);
  const inverted = (one: ts.Node): Edit => ({ node: one, instead: `!(${written(one)})` });
  if (ts.isIfStatement(node)) return [inverted(node.expression)];
  if (ts.isConditionalExpression(node)) return [inverted(node.condition)];
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [{ node, instead: `(${written(node.operand)})` }];
  }
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [written(node.left), written(node.right)];
    const { kind } = node.operatorToken;
    const turned = opposite.get(kind);
    if (turned !== undefined) return [{ node, instead: `(${left} ${turned} ${right})` }];
    const connective = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
    return connective ? [left, right].map((instead) => ({ node, instead: `(${instead})` })) : [];
  }
  if (!ts.isCallExpression(node)) return [];
  if (written(node.expression) === "report") return [{ node, instead: "undefined" }];
  if (!ts.isPropertyAccessExpression(node.expression)) return [];
  const { name } = node.expression;
  const other = quantifiers.get(name.text);
  if (other !== undefined) return [{ node: name, instead: other }];
  return name.text === "filter" ? [{ node, instead: written(node.expression.expression) }] : [];
}
