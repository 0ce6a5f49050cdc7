import type { Tree } from '@angular-devkit/schematics';
import ts from 'typescript';

/** A call in a file of the application. */
export interface FoundCall {
  readonly file: string;
  readonly call: ts.CallExpression;
}

/** The first call of a function in some files. */
export function findCall(tree: Tree, files: readonly string[], callee: string): FoundCall | undefined {
  for (const file of files) {
    const call = findIn(parse(tree, file), isCallOf(callee));
    if (call) return { file, call };
  }
  return undefined;
}

/** Recognizes calls of a function, of a namespace as well: `core.provideRouter(…)`. */
export function isCallOf(name: string) {
  return (node: ts.Node): node is ts.CallExpression =>
    ts.isCallExpression(node) && `.${node.expression.getText()}`.endsWith(`.${name}`);
}

/** The first node below another that is of a kind. */
export function findIn<T extends ts.Node>(
  node: ts.Node,
  isWanted: (candidate: ts.Node) => candidate is T,
): T | undefined {
  if (isWanted(node)) return node;
  return ts.forEachChild(node, (child) => findIn(child, isWanted));
}

/** Reads a file of TypeScript. */
export function parse(tree: Tree, file: string): ts.SourceFile {
  return ts.createSourceFile(file, tree.readText(file), ts.ScriptTarget.Latest, true);
}

/** Replaces a part of a file. */
export function edit(tree: Tree, file: string, node: ts.Node, text: string): void {
  const recorder = tree.beginUpdate(file);
  recorder.remove(node.getStart(), node.getWidth()).insertLeft(node.getStart(), text);
  tree.commitUpdate(recorder);
}

/** Adds an element to a list: the arguments of a call, an array, or the properties of an object. */
export function addElement(
  tree: Tree,
  file: string,
  {
    list,
    before,
    text,
  }: {
    readonly list: ts.CallExpression | ts.ArrayLiteralExpression | ts.ObjectLiteralExpression;
    readonly before?: ts.Node;
    readonly text: string;
  },
): void {
  const elements = elementsOf(list);
  const last = elements.at(-1);
  const content = list.getSourceFile().getFullText();
  const eol = lineEndOf(content);
  const recorder = tree.beginUpdate(file);
  if (before) {
    // Comments above an element stay above it.
    const [comment] = ts.getLeadingCommentRanges(content, before.getFullStart()) ?? [];
    recorder.insertLeft(
      comment?.pos ?? before.getStart(),
      `${text},${eol}${indentOf(content, before.getStart())}`,
    );
  } else if (last) {
    // A comment beside the last element stays beside it.
    const comment = ts.getTrailingCommentRanges(content, elements.end)?.at(-1);
    if (comment) {
      if (!elements.hasTrailingComma) recorder.insertLeft(last.getEnd(), ',');
      recorder.insertLeft(comment.end, `${eol}${indentOf(content, last.getStart())}${text},`);
    } else recorder.insertLeft(last.getEnd(), `, ${text}`);
  } else if (ts.isObjectLiteralExpression(list)) recorder.insertLeft(list.getEnd() - 1, ` ${text} `);
  else recorder.insertLeft(list.getEnd() - 1, text);
  tree.commitUpdate(recorder);
}

/** How the lines of a file end. */
export const lineEndOf = (content: string): string => (content.includes('\r\n') ? '\r\n' : '\n');

/** What the line begins with that has a place. */
const indentOf = (content: string, at: number): string =>
  /^[ \t]*/.exec(content.slice(content.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';

function elementsOf(
  list: ts.CallExpression | ts.ArrayLiteralExpression | ts.ObjectLiteralExpression,
): ts.NodeArray<ts.Node> {
  if (ts.isCallExpression(list)) return list.arguments;
  return ts.isArrayLiteralExpression(list) ? list.elements : list.properties;
}

/** `ng new` sets formatters to this width. */
const LINE_WIDTH = 100;

/** What has elements between brackets. */
type List = ts.CallExpression | ts.ArrayLiteralExpression | ts.NamedImports;

/**
 * Writes the elements of a list one per line, as a formatter does, where they do not fit into one line or some of them have a line of their
 * own already. Comments stay.
 */
export function layOut(tree: Tree, file: string, list: List): void {
  const elements: readonly ts.Node[] = ts.isCallExpression(list) ? list.arguments : list.elements;
  const [first] = elements;
  const last = elements.at(-1);
  if (!first || !last) return;
  const text = list.getSourceFile().getFullText();
  const gapBefore = (node: ts.Node) => text.slice(node.getFullStart(), node.getStart());
  const lineStart = text.lastIndexOf('\n', first.getFullStart() - 1) + 1;
  const close = list.getEnd() - 1;
  const lineEnd = text.indexOf('\n', close);
  const isLong = (lineEnd < 0 ? text.length : lineEnd) - lineStart > LINE_WIDTH;
  const hasOwnLine = elements.some((each) => gapBefore(each).includes('\n'));
  const areObjects = elements.length > 1 && elements.every((each) => ts.isObjectLiteralExpression(each));
  if (!hasOwnLine && !areObjects && !(isLong && !text.slice(lineStart, close).includes('\n'))) return;
  const eol = lineEndOf(text);
  const outer = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const inner = outer + (/^(\t| {2,})\S/m.exec(text)?.[1] ?? '  ');
  const recorder = tree.beginUpdate(file);
  const replace = (start: number, end: number, by: string) => {
    if (end > start) recorder.remove(start, end - start);
    recorder.insertLeft(start, by);
  };
  for (const each of elements)
    if (/^[ \t]*$/.test(gapBefore(each))) replace(each.getFullStart(), each.getStart(), eol + inner);
  if (/^,?[ \t]*$/.test(text.slice(last.getEnd(), close))) replace(last.getEnd(), close, `,${eol}${outer}`);
  tree.commitUpdate(recorder);
}

/** Imports a name from a package, where it is not imported yet. */
export function addImport(tree: Tree, file: string, symbol: string, from: string): void {
  const source = parse(tree, file);
  const content = source.getFullText();
  const imports = source.statements.filter((each) => ts.isImportDeclaration(each));
  const bindings = imports
    .filter(({ importClause, moduleSpecifier }) => {
      // A name of an import of types is none at run time.
      const isOfTypes = importClause?.isTypeOnly === true;
      return !isOfTypes && ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === from;
    })
    .flatMap(({ importClause }) => importClause?.namedBindings ?? [])
    .filter((each) => ts.isNamedImports(each));
  const isThere = ({ isTypeOnly, name, propertyName }: ts.ImportSpecifier) =>
    !isTypeOnly && propertyName === undefined && name.text === symbol;
  if (bindings.some(({ elements }) => elements.some(isThere))) return;
  const recorder = tree.beginUpdate(file);
  const [present] = bindings;
  const last = imports.at(-1);
  if (present) {
    const element = present.elements.at(-1);
    if (element) recorder.insertLeft(element.getEnd(), `, ${symbol}`);
    else recorder.insertLeft(present.getEnd() - 1, ` ${symbol} `);
  } else {
    const quote = last?.moduleSpecifier.getText().startsWith('"') === true ? '"' : "'";
    const end = last && !last.getText().endsWith(';') ? '' : ';';
    const text = `import { ${symbol} } from ${quote}${from}${quote}${end}`;
    const eol = lineEndOf(content);
    if (last) recorder.insertLeft(last.getEnd(), eol + text);
    else recorder.insertLeft(source.getStart(), text + eol);
  }
  tree.commitUpdate(recorder);
}
