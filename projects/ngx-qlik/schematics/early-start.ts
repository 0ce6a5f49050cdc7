import { chain, type Rule, type Tree } from '@angular-devkit/schematics';
import { factsOfAuthType } from 'ngx-qlik/auth-types';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { addAssets, PACKAGE_ASSETS } from './build-options.ts';
import { connectionSourceOf } from './connection-source.ts';
import { type EarlyPage, earlyElement, hasEarlyStart, withEarlyStart } from './early-element.ts';
import type { PageConnection } from './page-rules.ts';
import { type Application, GUIDES, join } from './project.ts';

/**
 * Lets the pages of an application begin before Angular has started: the script as a file of the build, and its element in `index.html`.
 * Where the connections are part of the code, the script knows none, and is left out.
 * @param route of the page with the connection's chart; an empty text where there is none
 */
export function addEarlyStart(application: Application, route: string, connection: PageConnection): Rule {
  return (tree) => {
    const source = connectionSourceOf(tree, application);
    // The script knows connections of a file only.
    if (source.address === undefined) return undefined;
    return chain([
      addAssets(application.name, [PACKAGE_ASSETS.earlyStart]),
      nameEarlyPage(application, route, { connection, file: source.address }),
    ]);
  };
}

/**
 * Lets another page with a chart begin early, where the application's start page has the script. An application that has left it out stays as it is.
 * @param route of the page; an empty text where there is none
 */
export function addEarlyPage(application: Application, route: string, connection: PageConnection): Rule {
  return (tree) =>
    route !== '' && hasEarlyStart(readText(tree, indexFileOf(application)))
      ? nameEarlyPage(application, route, { connection })
      : undefined;
}

function nameEarlyPage(
  application: Application,
  route: string,
  { connection, file: connections }: { readonly connection: PageConnection; readonly file?: string },
): Rule {
  const file = indexFileOf(application);
  return (tree, { logger }) => {
    const html = readText(tree, file);
    const page = route === '' ? undefined : pageOf(route, connection);
    const written = withEarlyStart(html, page, connections);
    if (hasAutoCsp(application))
      logger.warn(
        `"autoCsp" in angular.json removes what ${file} says of its pages, so that they do not begin before Angular has started. See ${GUIDES}/early-start.md.`,
      );
    if (written !== undefined) {
      if (written !== html) tree.overwrite(file, written);
      return;
    }
    logger.warn(
      `${file} was left as it is: its pages do not begin before Angular has started. Put ${earlyElement(page, connections)} into its head, see ${GUIDES}/early-start.md.`,
    );
  };
}

/** The text of a file, with its byte order mark; empty where there is none, or it is not in UTF-8. */
function readText(tree: Tree, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(tree.read(file) ?? undefined);
  } catch {
    // Written anew, its letters would be others.
    return '';
  }
}

/** The start page of an application, in the workspace. */
function indexFileOf({ project, sourceRoot }: Application): string {
  const index: unknown = project.targets.get('build')?.options?.['index'];
  const named = isRecord(index) ? index['input'] : index;
  return typeof named === 'string' ? join(named) : join(sourceRoot, 'index.html');
}

/** Whether a build puts a policy into the start page, for which it writes all scripts anew, without their attributes. */
function hasAutoCsp({ project }: Application): boolean {
  const build = project.targets.get('build');
  return [build?.options, ...Object.values(build?.configurations ?? {})].some((options) => {
    const security: unknown = options?.['security'];
    return isRecord(security) && !!security['autoCsp'];
  });
}

function pageOf(route: string, { id, authType }: PageConnection): EarlyPage {
  return {
    address: `^/${route.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`,
    connection: id,
    runtime: true,
    // Other credentials need no token of their own for a socket.
    ...(factsOfAuthType(authType).credential === 'bearer' ? { socket: true as const } : {}),
  };
}
