import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import { JSONFile } from '@schematics/angular/utility/json-file';
import { isDeepStrictEqual } from 'node:util';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { WrittenConnection } from './options.ts';

const CONNECTIONS = 'connections.json';

/** The path of the file of connections in a folder. */
export const connectionsFileIn = (folder: string): string => `${folder.replace(/\/$/, '')}/${CONNECTIONS}`;

/**
 * Adds a connection to the file, or makes the file.
 * @returns whether the connection was not there yet
 * @throws {SchematicsException} where the file has another content than expected, or another connection of the same id
 */
export function writeConnection(tree: Tree, path: string, connection: WrittenConnection): boolean {
  if (!tree.exists(path)) {
    tree.create(path, toText({ connections: [connection] }));
    return true;
  }
  const connections = readConnections(tree, path);
  const index = connections.findIndex((each) => isRecord(each) && each['id'] === connection.id);
  if (index >= 0) {
    const differences = differencesOf(connections[index], connection);
    if (differences.length === 0) return false;
    throw new SchematicsException(
      `${path}: connections[${index}], with the id "${connection.id}", has another ${differences.join(', another ')}. Add this one under another id with --connection; or, to put it in the place of the other, change these values there by hand or remove the entry, and run the command again.`,
    );
  }
  new JSONFile(tree, path).modify(['connections', connections.length], {
    ...connection,
    ...(connection.runtime ? { runtime: { bundled: true } } : {}),
  });
  return true;
}

/**
 * The connection with a label that no other one of the file has. One of the same id keeps the label that it has there.
 * @throws {SchematicsException} naming the file and the field
 */
export function withDistinctLabel(
  tree: Tree,
  path: string,
  connection: WrittenConnection,
): WrittenConnection {
  if (!tree.exists(path)) return connection;
  const others = readConnections(tree, path).filter(isRecord);
  const kept = others.find(({ id }) => id === connection.id)?.['label'];
  if (typeof kept === 'string') return { ...connection, label: kept };
  const isTaken = others.some(({ label }) => label === connection.label);
  return isTaken ? { ...connection, label: `${connection.label} (${connection.id})` } : connection;
}

/**
 * The connections in the file, as they are written.
 * @throws {SchematicsException} naming the file and the field
 */
export function readConnections(tree: Tree, path: string): readonly unknown[] {
  const content = parse(tree, path);
  const connections = isRecord(content) ? content['connections'] : undefined;
  if (Array.isArray(connections)) return connections;
  throw new SchematicsException(
    `${path}: "connections" is ${connections === undefined ? 'missing' : 'no list'}. Write { "connections": [] }, or remove the file, and run the command again.`,
  );
}

/** Paths of the application that its backend answers, and whether they carry WebSockets. */
const BACKEND_PATHS: Readonly<Record<string, { readonly ws?: true }>> = {
  '/health': {},
  '/app/session': {},
  '/app/sign-in': {},
  '/app/sign-out': {},
  '/auth/callback': {},
  '/api/qlik': {},
  '/qlik/': { ws: true },
};

/**
 * Adds the backend's paths to the development server's proxy table, or makes the file.
 * @throws {SchematicsException} where the table sends one of them to another address
 */
export function writeProxy(tree: Tree, path: string, target: string): void {
  const wanted = Object.fromEntries(
    Object.entries(BACKEND_PATHS).map(([name, rest]) => [name, { target, ...rest }]),
  );
  if (!tree.exists(path)) {
    tree.create(path, toText(wanted));
    return;
  }
  const file = withComments(tree, path);
  const present = file.get([]);
  if (!isRecord(present))
    throw new SchematicsException(
      `${path} has no table of paths in it. Correct or remove the file, and run the command again.`,
    );
  for (const [name, entry] of Object.entries(wanted)) {
    const existing = present[name];
    if (existing === undefined) file.modify([name], entry);
    else if (!isRecord(existing) || existing['target'] !== target)
      throw new SchematicsException(
        `${path}: "${name}" has another target than ${target}. Name that of the backend with --backend, or remove the entry.`,
      );
  }
}

function parse(tree: Tree, path: string): unknown {
  return orRefuse(path, () => JSON.parse(tree.readText(path)) as unknown);
}

/** A file that only the command line reads, which accepts comments and commas at the end. */
function withComments(tree: Tree, path: string): JSONFile {
  return orRefuse(path, () => new JSONFile(tree, path));
}

function orRefuse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new SchematicsException(
      `${path} is not JSON (${cause instanceof Error ? cause.message : String(cause)}). Correct or remove the file, and run the command again.`,
    );
  }
}

/** The fields in which both differ, with the values of both: `auth.clientId ("a", not "b")`. */
function differencesOf(present: unknown, wanted: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(present, wanted)) return [];
  if (!isRecord(present) || !isRecord(wanted))
    return [`${path} (${toValue(present)}, not ${toValue(wanted)})`];
  return [...new Set([...Object.keys(wanted), ...Object.keys(present)])].flatMap((name) =>
    differencesOf(present[name], wanted[name], path === '' ? name : `${path}.${name}`),
  );
}

const toValue = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));

const toText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
