import { type SchematicContext, SchematicsException, type Tree } from '@angular-devkit/schematics';
import { dirname, posix } from 'node:path';
import ts from 'typescript';
import type { Application } from './project.ts';
import {
  addElement,
  type FoundCall,
  findCall,
  findIn,
  layOut,
  parse,
  providersFileOf,
} from './source-files.ts';

/** A page that a route loads. */
export interface RoutedPage {
  readonly path: string;
  /** File of the page, in the workspace. */
  readonly file: string;
  readonly className: string;
}

/** Adds a route. An application that has no other gets a redirect from its start page as well. */
export async function addRoute(
  tree: Tree,
  { logger }: SchematicContext,
  { application, page }: { readonly application: Application; readonly page: RoutedPage },
): Promise<void> {
  const found = await findRoutes(tree, application);
  if (!found) {
    logger.warn(
      `The list of routes was not found, so there is no route to ${page.file}. Add { path: '${page.path}', loadComponent: … } where your routes are, or put <${application.prefix}-…> into a template.`,
    );
    return;
  }
  const { file, list } = found;
  const objects = list.elements.filter((each) => ts.isObjectLiteralExpression(each));
  const imported = posix.relative(dirname(file), page.file).replace(/\.ts$/, '');
  const specifier = imported.startsWith('.') ? imported : `./${imported}`;
  const present = objects.find((each) => pathOf(each) === page.path);
  if (present) {
    if (present.getText().includes(page.className)) return;
    throw new SchematicsException(
      `${file}: there is another route with the path "${page.path}". Choose another one with --route.`,
    );
  }
  const text = `{ path: '${page.path}', loadComponent: () => import('${specifier}').then((m) => m.${page.className}) }`;
  // What comes after a wildcard is never reached.
  const wildcard = objects.find((each) => pathOf(each) === '**');
  const isFirst = list.elements.length === 0;
  const redirect = `{ path: '', pathMatch: 'full', redirectTo: '${page.path}' }`;
  addElement(tree, file, {
    list,
    text: isFirst ? `\n  ${redirect},\n  ${text},\n` : text,
    ...(wildcard ? { before: wildcard } : {}),
  });
  const changed = await findRoutes(tree, application);
  if (changed) layOut(tree, changed.file, changed.list);
}

interface RouteList {
  readonly file: string;
  readonly list: ts.ArrayLiteralExpression;
}

async function findRoutes(tree: Tree, application: Application): Promise<RouteList | undefined> {
  const first = await providersFileOf(tree, application);
  for (const callee of ['provideRouter', 'RouterModule.forRoot']) {
    const call = findCall(tree, application, { callee, first });
    const list = call && listOf(tree, call);
    if (list) return list;
  }
  return undefined;
}

/** The list in a call, or that which the call names: in the same file, or in a file that it imports. */
function listOf(tree: Tree, { file, call }: FoundCall): RouteList | undefined {
  const [argument] = call.arguments;
  if (!argument) return undefined;
  if (ts.isArrayLiteralExpression(argument)) return { file, list: argument };
  if (!ts.isIdentifier(argument)) return undefined;
  const source = call.getSourceFile();
  const own = arrayNamed(source, argument.text);
  if (own) return { file, list: own };
  const declaration = source.statements.find(
    (each): each is ts.ImportDeclaration => ts.isImportDeclaration(each) && importsName(each, argument.text),
  );
  if (!declaration || !ts.isStringLiteral(declaration.moduleSpecifier)) return undefined;
  const { text } = declaration.moduleSpecifier;
  if (!text.startsWith('.')) return undefined;
  const imported = `${posix.join(dirname(file), text).replace(/\.(ts|js)$/, '')}.ts`;
  const list = tree.exists(imported) ? arrayNamed(parse(tree, imported), argument.text) : undefined;
  return list && { file: imported, list };
}

function importsName({ importClause }: ts.ImportDeclaration, name: string): boolean {
  const bindings = importClause?.namedBindings;
  return (
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.some((each) => each.name.text === name)
  );
}

function arrayNamed(source: ts.SourceFile, name: string): ts.ArrayLiteralExpression | undefined {
  const variable = findIn(
    source,
    (node): node is ts.VariableDeclaration => ts.isVariableDeclaration(node) && node.name.getText() === name,
  );
  return variable?.initializer && findIn(variable.initializer, ts.isArrayLiteralExpression);
}

function pathOf(route: ts.ObjectLiteralExpression): string | undefined {
  const path = route.properties.find(
    (each): each is ts.PropertyAssignment => ts.isPropertyAssignment(each) && each.name.getText() === 'path',
  );
  return path && ts.isStringLiteralLike(path.initializer) ? path.initializer.text : undefined;
}
