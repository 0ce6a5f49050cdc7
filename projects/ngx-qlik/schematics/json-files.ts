import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import { JSONFile } from '@schematics/angular/utility/json-file';
import type { JsonArray } from '@angular-devkit/core';
import { isDeepStrictEqual } from 'node:util';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { WrittenConnection } from './options.ts';

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

/** Those paths, in words. */
export const BACKEND_PATH_LIST = Object.entries(BACKEND_PATHS)
  .map(([path, { ws }]) => (ws ? `${path} (with WebSockets)` : path))
  .join(', ');

/** What a development server does with a path. */
type ProxyEntry = Readonly<{ target: string; ws?: true }>;

/**
 * Adds the backend's paths to the development server's proxy table, or makes the file.
 * @throws {SchematicsException} where the table sends one of them to another address
 */
export function writeProxy(tree: Tree, path: string, target: string): void {
  const wanted = Object.entries(BACKEND_PATHS).map(([name, rest]): readonly [string, ProxyEntry] => [
    name,
    { target, ...rest },
  ]);
  if (!tree.exists(path)) {
    tree.create(path, toText(Object.fromEntries(wanted)));
    return;
  }
  const file = withComments(tree, path);
  const present = file.get([]);
  if (Array.isArray(present)) addToProxyList(file, path, { present, wanted });
  else if (isRecord(present)) addToProxyTable(file, path, { present, wanted });
  else
    throw new SchematicsException(
      `${path} has no table of paths in it. Correct or remove the file, and run the command again.`,
    );
}

type Wanted = readonly (readonly [string, ProxyEntry])[];

function addToProxyTable(
  file: JSONFile,
  path: string,
  { present, wanted }: { readonly present: Readonly<Record<string, unknown>>; readonly wanted: Wanted },
): void {
  for (const [name, entry] of wanted) {
    const existing = present[name];
    if (existing === undefined) {
      // The first entry that fits is used.
      file.modify([name], entry, (names) => {
        const before = names.findIndex((each) => fits(each, name));
        return before < 0 ? names.length : before;
      });
    } else if (lacksWebSockets(path, name, { existing, entry })) file.modify([name, 'ws'], true);
  }
}

/** The form that the development server of webpack accepts as well: entries with the paths that they are for. */
function addToProxyList(
  file: JSONFile,
  path: string,
  { present, wanted }: { readonly present: readonly unknown[]; readonly wanted: Wanted },
): void {
  const changed = [...present];
  for (const [name, entry] of [...wanted].reverse()) {
    const at = changed.findIndex((each) => isRecord(each) && contextsOf(each).includes(name));
    const existing = changed[at];
    if (existing === undefined) changed.unshift({ context: [name], ...entry });
    else if (lacksWebSockets(path, name, { existing, entry })) changed[at] = { ...existing, ws: true };
  }
  if (!isDeepStrictEqual(changed, present)) file.modify([], changed as JsonArray);
}

const contextsOf = ({ context }: Readonly<Record<string, unknown>>): readonly unknown[] =>
  Array.isArray(context) ? context : [context];

/** Whether an entry that is there carries no WebSockets, and has to. @throws {SchematicsException} where it leads elsewhere */
function lacksWebSockets(
  path: string,
  name: string,
  { existing, entry }: { readonly existing: unknown; readonly entry: ProxyEntry },
): boolean {
  if (!isRecord(existing) || String(existing['target']).replace(/\/$/, '') !== entry.target)
    throw new SchematicsException(
      `${path}: "${name}" has another target than ${entry.target}. Name that of the backend with --backend, or remove the entry.`,
    );
  return entry.ws === true && existing['ws'] !== true;
}

/** Whether an entry of a proxy table is for a path too. */
function fits(entry: string, path: string): boolean {
  return path.startsWith(entry.replace(/\*.*$/, ''));
}

function parse(tree: Tree, path: string): unknown {
  return orRefuse(path, () => JSON.parse(tree.readText(path)) as unknown);
}

/** A file that only the command line reads, which accepts comments and commas at the end. */
function withComments(tree: Tree, path: string): JSONFile {
  return orRefuse(path, () => {
    const file = new JSONFile(tree, path);
    // It is read now, and fails now.
    file.get([]);
    return file;
  });
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

/** What no option of the command line gives: there it is the user's to change. */
const OWN_FIELDS = ['auth.scope', 'auth.tokenStorage'];

/**
 * The fields in which a connection differs from the one that is wanted, with the values of both: `auth.clientId ("a", not "b")`. Further fields are
 * the user's.
 */
function differencesOf(present: unknown, wanted: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(present, wanted) || OWN_FIELDS.includes(path)) return [];
  if (!isRecord(present) || !isRecord(wanted))
    return [`${path} (${toValue(present)}, not ${toValue(wanted)})`];
  return Object.keys(wanted).flatMap((name) =>
    differencesOf(present[name], wanted[name], path === '' ? name : `${path}.${name}`),
  );
}

const toValue = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));

const toText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
