import type { Tree } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import ts from 'typescript';
import { parse } from './source-files.ts';

/** Part of a source, and the file that has it. */
export interface Located<T extends ts.Node = ts.Node> {
  readonly file: string;
  readonly node: T;
}

/** How imports of an application are resolved. */
export interface ModuleResolution {
  readonly tree: Tree;
  readonly options: ts.CompilerOptions;
}

/** Names lead to names; a circle of them ends here. */
const LONGEST_WAY = 20;

/** Reads what a configuration of TypeScript says of modules, such as `paths`, also where it extends another. */
export function moduleResolutionOf(tree: Tree, configuration: string | undefined): ModuleResolution {
  const file = [configuration ?? '', 'tsconfig.json'].find((each) => each !== '' && tree.exists(each));
  const moduleResolution = ts.ModuleResolutionKind.Bundler;
  if (file === undefined) return { tree, options: { moduleResolution } };
  const path = posix.join('/', file);
  const host: ts.ParseConfigHost = {
    ...hostOf(tree),
    useCaseSensitiveFileNames: true,
    readDirectory: () => [],
  };
  const { config } = ts.readConfigFile(path, (each) => host.readFile(each)) as { readonly config?: unknown };
  const { options } = ts.parseJsonConfigFileContent(config ?? {}, host, posix.dirname(path), undefined, path);
  return { tree, options: { ...options, moduleResolution } };
}

/** The file of the workspace that a file imports under a name. @returns `undefined` for packages, and what is not there */
function importedFile(
  { tree, options }: ModuleResolution,
  file: string,
  specifier: string,
): string | undefined {
  const { resolvedModule } = ts.resolveModuleName(specifier, `/${file}`, options, hostOf(tree));
  const found = resolvedModule?.resolvedFileName;
  return found === undefined || !/\.ts$/.test(found) || /\.d\.ts$/.test(found) ? undefined : found.slice(1);
}

/** Packages are left out: nothing of theirs is edited. */
function hostOf(tree: Tree) {
  const isOwn = (path: string) => !path.includes('/node_modules/');
  return {
    fileExists: (path: string) => isOwn(path) && tree.exists(path),
    readFile: (path: string) => (isOwn(path) && tree.exists(path) ? tree.readText(path) : undefined),
  };
}

/**
 * Follows an expression to what it stands for: through names, imports, aliases, re-exports, and functions that only return something.
 * @returns `undefined` where what it stands for is known at run time only
 */
export function follow<T extends ts.Node>(
  modules: ModuleResolution,
  { file, node }: Located,
  isWanted: (candidate: ts.Node) => candidate is T,
  steps = LONGEST_WAY,
): Located<T> | undefined {
  const plain = unwrapped(node);
  if (isWanted(plain)) return { file, node: plain };
  const next = steps === 0 ? undefined : referenceOf(modules, file, plain);
  return next && follow(modules, next, isWanted, steps - 1);
}

/** What an expression is without brackets and types. */
export function unwrapped(node: ts.Node): ts.Node {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  )
    return unwrapped(node.expression);
  return node;
}

function referenceOf(modules: ModuleResolution, file: string, node: ts.Node): Located | undefined {
  if (ts.isIdentifier(node)) return declared(modules, parse(modules.tree, file), file, node.text);
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
    return memberOf(modules, file, node.expression.text, node.name.text);
  if (!ts.isCallExpression(node)) return undefined;
  if (node.expression.getText() === 'Object.freeze') return located(file, node.arguments[0]);
  const called = follow(modules, { file, node: node.expression }, isFunction);
  return called && located(called.file, returnedBy(called.node));
}

type FunctionNode = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;
const isFunction = (node: ts.Node): node is FunctionNode =>
  ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node);

/** What a function returns that has one `return`. */
function returnedBy({ body }: FunctionNode): ts.Node | undefined {
  if (!body || !ts.isBlock(body)) return body;
  const returns = body.statements.filter((each) => ts.isReturnStatement(each));
  const [only] = returns;
  return returns.length === 1 && body.statements.at(-1) === only ? only?.expression : undefined;
}

const located = (file: string, node: ts.Node | undefined): Located | undefined => node && { file, node };

/** A name in a file: what is declared there, or what is imported. */
function declared(
  modules: ModuleResolution,
  source: ts.SourceFile,
  file: string,
  name: string,
): Located | undefined {
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      const found = statement.declarationList.declarations.find((each) => each.name.getText() === name);
      if (found) return located(file, found.initializer);
    }
    const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    if (isNamed && statement.name?.text === name) return { file, node: statement };
    if (!ts.isImportDeclaration(statement) || !statement.importClause) continue;
    const imported = importedName(statement.importClause, name);
    const from = imported && importedFile(modules, file, specifierOf(statement));
    if (imported && from !== undefined) return exported(modules, from, imported);
  }
  return undefined;
}

/** What a name of an import is called where it comes from. */
function importedName({ name, namedBindings }: ts.ImportClause, wanted: string): string | undefined {
  if (name?.text === wanted) return 'default';
  if (!namedBindings || !ts.isNamedImports(namedBindings)) return undefined;
  const found = namedBindings.elements.find((each) => each.name.text === wanted);
  return found && (found.propertyName ?? found.name).text;
}

/** `namespace.name` of an `import * as namespace`. */
function memberOf(
  modules: ModuleResolution,
  file: string,
  namespace: string,
  name: string,
): Located | undefined {
  const found = parse(modules.tree, file).statements.find((each): each is ts.ImportDeclaration => {
    const bindings = ts.isImportDeclaration(each) ? each.importClause?.namedBindings : undefined;
    return bindings !== undefined && ts.isNamespaceImport(bindings) && bindings.name.text === namespace;
  });
  const from = found && importedFile(modules, file, specifierOf(found));
  return from === undefined ? undefined : exported(modules, from, name);
}

/** What a file exports under a name, itself or of another file. */
function exported(
  modules: ModuleResolution,
  file: string,
  name: string,
  steps = LONGEST_WAY,
): Located | undefined {
  if (steps === 0) return undefined;
  const source = parse(modules.tree, file);
  for (const statement of source.statements) {
    const isDefault = name === 'default';
    if (isDefault && ts.isExportAssignment(statement)) return { file, node: statement.expression };
    if (isDefault && hasDefault(statement)) return { file, node: statement };
    if (!ts.isExportDeclaration(statement)) continue;
    const { exportClause, moduleSpecifier } = statement;
    const from = moduleSpecifier && importedFile(modules, file, textOf(moduleSpecifier));
    if (!exportClause) {
      const found = from === undefined ? undefined : exported(modules, from, name, steps - 1);
      if (found) return found;
      continue;
    }
    if (!ts.isNamedExports(exportClause)) continue;
    const element = exportClause.elements.find((each) => each.name.text === name);
    if (!element) continue;
    const inner = (element.propertyName ?? element.name).text;
    if (!moduleSpecifier) return declared(modules, source, file, inner);
    return from === undefined ? undefined : exported(modules, from, inner, steps - 1);
  }
  return declared(modules, source, file, name);
}

function hasDefault(statement: ts.Statement): boolean {
  if (!ts.isFunctionDeclaration(statement) && !ts.isClassDeclaration(statement)) return false;
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
}

/** The files that a file imports, at once or later. */
export function importsOf(modules: ModuleResolution, file: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(modules.tree.readText(file), true, true);
  return importedFiles.flatMap(({ fileName }) => importedFile(modules, file, fileName) ?? []);
}

const specifierOf = ({ moduleSpecifier }: ts.ImportDeclaration): string => textOf(moduleSpecifier);
const textOf = (node: ts.Expression): string => (ts.isStringLiteralLike(node) ? node.text : '');
