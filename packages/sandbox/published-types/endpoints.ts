import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An endpoint of Qlik's REST API, as `@qlik/api` calls it. */
export interface Endpoint {
  /** Entry point of `@qlik/api`, such as `spaces` or `analytics/apps`. */
  readonly module: string;
  /** The exported function. */
  readonly name: string;
  readonly method: string;
  /** The path with its variables in braces: `/api/v1/spaces/{spaceId}`. */
  readonly path: string;
}

const CALL =
  /async function (\w+)\([^)]*\) \{\s*return invokeFetch\("[^"]+", \{\s*method: "(\w+)",\s*pathTemplate: "([^"]+)"/g;

/** The folder of the installed `@qlik/api`. */
export const QLIK_API_FOLDER = dirname(fileURLToPath(import.meta.resolve('@qlik/api')));

/** Returns the endpoints of all entry points of the installed `@qlik/api`, by path and method. */
export function publishedEndpoints(): readonly Endpoint[] {
  const found = readdirSync(QLIK_API_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && !file.startsWith('chunks'))
    .flatMap((file) =>
      [...readFileSync(join(QLIK_API_FOLDER, file), 'utf8').matchAll(CALL)].map(
        ([, name = '', method = '', path = '']): Endpoint => ({
          module: file.slice(0, -'.js'.length),
          name,
          method: method.toUpperCase(),
          path,
        }),
      ),
    );
  // A function with a query may have one without beside it.
  const byKey = new Map(found.map((each) => [`${each.module} ${each.method} ${each.path}`, each]));
  return [...byKey.values()].sort(
    (left, right) =>
      compare(left.path, right.path) ||
      compare(left.method, right.method) ||
      compare(left.module, right.module),
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Returns a path with the names of its variables left out, so that paths of Qlik and of a server can be compared. */
export function pathPattern(path: string): string {
  return path.replace(/\{[\w-]+\}|:\w+|\*/g, ':').replace(/\/$/, '');
}
