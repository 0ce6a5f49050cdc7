import { type SchematicContext, SchematicsException, type Tree } from '@angular-devkit/schematics';
import { dirname, posix } from 'node:path';
import ts from 'typescript';
import { type Application, join } from './project.ts';
import { sourcesOf } from './provider-list.ts';
import { follow } from './references.ts';
import { addElement, findCall, layOut, lineEndOf } from './source-files.ts';

const ROUTERS = ['provideRouter', 'RouterModule.forRoot'];

/** A page that a route loads. */
export interface RoutedPage {
  readonly path: string;
  /** File of the page, in the workspace. */
  readonly file: string;
  readonly className: string;
  readonly selector: string;
}

/** Adds a route. An application that has no other gets a redirect from its start page as well. */
export function addRoute(
  tree: Tree,
  { logger }: SchematicContext,
  { application, page }: { readonly application: Application; readonly page: RoutedPage },
): void {
  const found = findRoutes(tree, application);
  if (!found) {
    const route = routeTo(page, join(application.sourceRoot, 'app/app.routes.ts'));
    logger.warn(
      `The list of routes was not found, so there is no route to ${page.file}. Add ${route} where your routes are, with the path of the file as it is from there; or, without a router, import ${page.className} from it into a component, and write <${page.selector} /> in its template.`,
    );
    return;
  }
  const { file, list } = found;
  const objects = list.elements.filter((each) => ts.isObjectLiteralExpression(each));
  const present = objects.find((each) => pathOf(each) === page.path);
  if (present) {
    if (present.getText().includes(page.className)) return;
    throw new SchematicsException(
      `${file}: there is another route with the path "${page.path}". Choose another one with --route.`,
    );
  }
  const text = routeTo(page, file);
  // What comes after a wildcard is never reached, and what is not written here may have one.
  const wildcard = list.elements.find((each) => !ts.isObjectLiteralExpression(each) || pathOf(each) === '**');
  const redirect = `{ path: '', pathMatch: 'full', redirectTo: '${page.path}' }`;
  const eol = lineEndOf(tree.readText(file));
  addElement(tree, file, {
    list,
    text: list.elements.length === 0 ? `${eol}  ${redirect},${eol}  ${text},${eol}` : text,
    ...(wildcard ? { before: wildcard } : {}),
  });
  const changed = findRoutes(tree, application);
  if (changed) layOut(tree, changed.file, changed.list);
}

/** A route of a page, as it is written in a file. */
function routeTo({ path, file, className }: RoutedPage, from: string): string {
  const imported = posix.relative(dirname(from), file).replace(/\.ts$/, '');
  const specifier = imported.startsWith('.') ? imported : `./${imported}`;
  return `{ path: '${path}', loadComponent: () => import('${specifier}').then((m) => m.${className}) }`;
}

interface RouteList {
  readonly file: string;
  readonly list: ts.ArrayLiteralExpression;
}

/** The list of routes of the router. @returns `undefined` where there is no router, or its routes are known at run time only */
function findRoutes(tree: Tree, application: Application): RouteList | undefined {
  const { modules, files } = sourcesOf(tree, application);
  const found = ROUTERS.map((callee) => findCall(tree, files, callee)).find((each) => each !== undefined);
  const [argument] = found?.call.arguments ?? [];
  const routes =
    found && argument && follow(modules, { file: found.file, node: argument }, ts.isArrayLiteralExpression);
  return routes && { file: routes.file, list: routes.node };
}

function pathOf(route: ts.ObjectLiteralExpression): string | undefined {
  const path = route.properties.find(
    (each): each is ts.PropertyAssignment => ts.isPropertyAssignment(each) && each.name.getText() === 'path',
  );
  return path && ts.isStringLiteralLike(path.initializer) ? path.initializer.text : undefined;
}
