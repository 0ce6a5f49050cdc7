import type { Tree } from '@angular-devkit/schematics';
import { insertImport } from '@schematics/angular/utility/ast-utils';
import { applyToUpdateRecorder } from '@schematics/angular/utility/change';
import { getAppModulePath, isStandaloneApp } from '@schematics/angular/utility/ng-ast-utils';
import { findAppConfig } from '@schematics/angular/utility/standalone/app_config';
import {
  findBootstrapApplicationCall,
  getMainFilePath,
  getSourceFile,
} from '@schematics/angular/utility/standalone/util';
import ts from 'typescript';
import type { Application } from './project.ts';

/** A call in a file of the application. */
export interface FoundCall {
  readonly file: string;
  readonly call: ts.CallExpression;
}

/** The file with the providers of an application: that of `ApplicationConfig`, the main file, or that of the root module. */
export async function providersFileOf(tree: Tree, { name }: Application): Promise<string> {
  const main = await getMainFilePath(tree, name);
  if (!isStandaloneApp(tree, main)) return withoutSlash(getAppModulePath(tree, main));
  const config = findAppConfig(findBootstrapApplicationCall(tree, main), tree, main);
  return withoutSlash(config?.filePath ?? main);
}

/** The first call of a function in the sources, `first` before all others; specs and declarations are left out. */
export function findCall(
  tree: Tree,
  application: Application,
  { callee, first }: { readonly callee: string; readonly first: string },
): FoundCall | undefined {
  for (const file of [first, ...sourcesOf(tree, application).filter((path) => path !== first)]) {
    const call = findIn(
      parse(tree, file),
      (node): node is ts.CallExpression => ts.isCallExpression(node) && node.expression.getText() === callee,
    );
    if (call) return { file, call };
  }
  return undefined;
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

/** Adds an element to a list: the arguments of a call, or an array. */
export function addElement(
  tree: Tree,
  file: string,
  {
    list,
    before,
    text,
  }: {
    readonly list: ts.CallExpression | ts.ArrayLiteralExpression;
    readonly before?: ts.Node;
    readonly text: string;
  },
): void {
  const elements = ts.isCallExpression(list) ? list.arguments : list.elements;
  const last = elements.at(-1);
  const recorder = tree.beginUpdate(file);
  if (before) recorder.insertLeft(before.getStart(), `${text},\n  `);
  else if (last) recorder.insertLeft(last.getEnd(), `, ${text}`);
  else recorder.insertLeft(list.getEnd() - 1, text);
  tree.commitUpdate(recorder);
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
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
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
  const recorder = tree.beginUpdate(file);
  applyToUpdateRecorder(recorder, [insertImport(getSourceFile(tree, file), file, symbol, from)]);
  tree.commitUpdate(recorder);
}

function sourcesOf(tree: Tree, { sourceRoot }: Application): readonly string[] {
  const files: string[] = [];
  tree.getDir(sourceRoot).visit((path) => {
    if (/\.ts$/.test(path) && !/\.(spec|d)\.ts$/.test(path)) files.push(withoutSlash(path));
  });
  return files;
}

const withoutSlash = (path: string): string => path.replace(/^\//, '');
