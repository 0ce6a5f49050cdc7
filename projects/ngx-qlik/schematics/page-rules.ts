import { chain, type Rule, SchematicsException, strings, type Tree } from '@angular-devkit/schematics';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { connectionsIn, connectionSourceOf } from './connection-source.ts';
import { addEarlyPage } from './early-start.ts';
import type { ChartOptions, PageOptions } from './options.ts';
import { chartPage, listingOf, listPage, type PageContent, readChartPage, withoutSpaces } from './pages.ts';
import { type Application, findApplication, join } from './project.ts';
import { addRoute } from './routes.ts';
import { checkWritable } from './writable-files.ts';

/** Creates a page with a chart: `ng generate ngx-qlik:chart`. */
export function chart(options: ChartOptions): Rule {
  return async (tree) => {
    const application = await findApplication(tree, options.project);
    const found = findConnection(tree, application, options.connection);
    const named = { ...options, name: options.name ?? 'chart' };
    return chain([
      chartPageRule(application, named, found),
      addEarlyPage(application, routeOf(named), found),
      checkWritable(),
    ]);
  };
}

/** Creates a page that lists spaces, streams or apps: `ng generate ngx-qlik:spaces`. */
export function spaces(options: PageOptions): Rule {
  return async (tree) => {
    const application = await findApplication(tree, options.project);
    const found = findConnection(tree, application, options.connection);
    const listing = listingOf(found.platform, found.authType);
    if (!listing)
      throw new SchematicsException(
        `--connection "${found.id}" is of the auth type ${found.authType}, which cannot list anything. Choose another connection, or open an app by its id with "ng generate ngx-qlik:chart".`,
      );
    return chain([
      pageRule(application, { ...options, name: options.name ?? 'spaces' }, found, (page) =>
        listPage(page, listing),
      ),
      checkWritable(),
    ]);
  };
}

/** What a page has to know of its connection. */
export interface PageConnection {
  readonly id: string;
  readonly platform: string;
  readonly authType: string;
}

/**
 * The page with a chart of `ng add`, and its route. A page that the generator made for another connection shows this one from now on; one that
 * was edited stays, with a warning when it does not show the connection.
 * @param options with `given`, what the command line has: a page of the same connection keeps its app and object without them
 */
export function startPageRule(
  application: Application,
  { given, ...options }: ChartOptions & { readonly name: string; readonly given: ChartOptions },
  connection: PageConnection,
): Rule {
  const file = pageFileOf(application, options.name);
  return (tree, { logger }) => {
    if (!tree.exists(file)) return chartPageRule(application, options, connection);
    const source = tree.readText(file);
    const shown = readChartPage(source);
    if (shown) {
      const isSame = shown.connectionId === connection.id;
      const kept = isSame ? { app: given.app ?? shown.app, object: given.object ?? shown.object } : {};
      // A page that shows this stays as it is formatted.
      const isThere = isSame && kept.app === shown.app && kept.object === shown.object;
      if (!isThere) tree.delete(file);
      return chartPageRule(application, { ...options, ...kept }, connection);
    }
    if (!isShown(source, connection.id))
      logger.warn(
        `${file} was edited, and was left as it is: it does not show the connection "${connection.id}". Write connectionId="${connection.id}" and the ids of an app and a chart in it, or run "ng generate ngx-qlik:chart --connection ${connection.id}" for another page. With --route '' no page is made.`,
      );
    return undefined;
  };
}

/** Whether a page has an embed of a connection. */
export const isShown = (source: string, connectionId: string): boolean =>
  source.includes(`connectionId="${connectionId}"`);

/** The file of a page. */
export const pageFileOf = ({ sourceRoot }: Application, dashed: string): string =>
  join(sourceRoot, 'app', dashed, `${dashed}-page.ts`);

/** A page with a chart, and its route. */
function chartPageRule(
  application: Application,
  options: ChartOptions & { readonly name: string },
  connection: PageConnection,
): Rule {
  return pageRule(application, options, connection, (page) =>
    chartPage({ ...page, app: options.app ?? '', object: options.object ?? '' }),
  );
}

/** The path of a route, without "/" around it. @throws {SchematicsException} naming what is expected */
export function pathOfRoute(route: string): string {
  const path = route.replace(/^\/|\/$/g, '');
  // "." and ".." are no names: a browser removes them from an address.
  if (path === '' || path.split('/').every((part) => /^(?!\.{1,2}$)[\w.~-]+$/.test(part))) return path;
  throw new SchematicsException(
    `--route is "${route}". Expected is the path of an address: letters, digits, "-", "." and "_", with "/" between its parts, such as "qlik" or "reports/sales".`,
  );
}

/** The name of a page, as that of its folder and files. @throws {SchematicsException} naming what is expected */
function dashedOf(name: string): string {
  const dashed = strings.dasherize(name);
  if (/^[a-z][a-z0-9-]*$/.test(dashed)) return dashed;
  throw new SchematicsException(
    `The name is "${name}". Expected are letters from a to z, digits and "-", beginning with a letter. The page is made in a folder of that name; the path of its address is --route.`,
  );
}

/** The path of a page's route; an empty text for none. */
const routeOf = ({ name, route }: { readonly name: string; readonly route?: string | undefined }): string =>
  pathOfRoute(route ?? dashedOf(name));

function pageRule(
  application: Application,
  { name, route }: PageOptions & { readonly name: string },
  { id, authType }: PageConnection,
  toSource: (page: PageContent) => string,
): Rule {
  return (tree, context) => {
    const dashed = dashedOf(name);
    const path = routeOf({ name, route });
    const className = `${strings.classify(dashed)}Page`;
    const selector = `${application.prefix}-${dashed}-page`;
    const file = pageFileOf(application, dashed);
    const source = toSource({
      className,
      selector,
      connectionId: id,
      authType,
    });
    if (!tree.exists(file)) tree.create(file, source);
    else if (withoutSpaces(tree.readText(file)) !== withoutSpaces(source))
      throw new SchematicsException(
        `${file} exists already with other content. Choose another name, or remove the file.`,
      );
    if (path !== '') addRoute(tree, context, { application, page: { path, file, className, selector } });
  };
}

/**
 * A connection that the application reads.
 * @throws {SchematicsException} naming the place of the connections, and their ids
 */
function findConnection(tree: Tree, application: Application, wanted: string | undefined): PageConnection {
  const source = connectionSourceOf(tree, application);
  if (source.kind === 'file' && !tree.exists(source.path))
    throw new SchematicsException(
      `${source.path} does not exist, so there is no connection to show. Run "ng add ngx-qlik" or "ng generate ngx-qlik:connection" first.`,
    );
  const known = connectionsIn(tree, source).flatMap((each) => {
    if (!isRecord(each) || typeof each['id'] !== 'string' || !isRecord(each['auth'])) return [];
    return [{ id: each['id'], platform: String(each['platform']), authType: String(each['auth']['type']) }];
  });
  const found = known.length === 1 && wanted === undefined ? known[0] : known.find(({ id }) => id === wanted);
  if (found) return found;
  const ids = known.map(({ id }) => id).join(', ') || 'none';
  const file = source.kind === 'file' ? source.path : source.file;
  throw new SchematicsException(
    wanted === undefined
      ? `${file} has several connections. Name one with --connection: ${ids}.`
      : `--connection is "${wanted}", which is not in ${file}. There are: ${ids}.`,
  );
}
