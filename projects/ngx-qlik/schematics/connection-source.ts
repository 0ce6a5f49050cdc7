import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import ts from 'typescript';
import type { AssetRule } from './asset-rules.ts';
import { readConnections } from './json-files.ts';
import { type Application, join } from './project.ts';
import { sourcesOf } from './provider-list.ts';
import { follow, unwrapped } from './references.ts';
import { serveAddressOf } from './serve-address.ts';
import { type OtherBuild, servedFile } from './served-files.ts';
import { findCall } from './source-files.ts';

const USUAL = 'connections.json';
const SITE = 'http://site.invalid';

/** Where an application reads its connections, by its `withConnections(…)`. */
export type ConnectionSource =
  | {
      readonly kind: 'file';
      /** The file, in the workspace. */
      readonly path: string;
      /** What the application asks for. */
      readonly address: string;
      /** Missing where angular.json serves it already. */
      readonly rule?: AssetRule;
      /** Builds that do not serve this file at the address. */
      readonly others: readonly OtherBuild[];
    }
  | {
      readonly kind: 'elsewhere';
      /** The file of the call. */
      readonly file: string;
      /** The file and the call. */
      readonly place: string;
      /** What the application asks for, where it is an address. */
      readonly address?: string;
      /** Those of a list in the code, where all of it is written there. */
      readonly connections?: readonly unknown[];
    };

/**
 * Finds where an application reads its connections. One that does not say it yet reads `connections.json` of its public folder.
 * @throws {SchematicsException} naming the call, where its address is none
 */
export function connectionSourceOf(tree: Tree, application: Application): ConnectionSource {
  const { modules, files } = sourcesOf(tree, application);
  const found = findCall(tree, files, 'withConnections');
  const argument = found?.call.arguments[0];
  if (!found || !argument) return { kind: 'file', address: USUAL, ...servedFile(tree, application, USUAL) };
  const place = `${found.file} has ${found.call.getText().replace(/\s+/g, ' ')}`;
  const elsewhere = { kind: 'elsewhere', file: found.file, place } as const;
  const value = follow(modules, { file: found.file, node: argument }, isLiteral)?.node;
  if (value && ts.isArrayLiteralExpression(value)) {
    const connections = literalOf(value);
    return { ...elsewhere, ...(Array.isArray(connections) ? { connections } : {}) };
  }
  if (!value) return elsewhere;
  const path = pathOf(application, value.text, place);
  const file = path === undefined ? undefined : fileAt(tree, application, { address: value.text, path });
  return file ? { kind: 'file', ...file } : { ...elsewhere, address: value.text };
}

/**
 * The connections of a source, as they are written; none where its file is missing.
 * @throws {SchematicsException} naming the file and the field, or the place of those that cannot be read
 */
export function connectionsIn(tree: Tree, source: ConnectionSource): readonly unknown[] {
  if (source.kind === 'file') return tree.exists(source.path) ? readConnections(tree, source.path) : [];
  if (source.connections) return source.connections;
  throw new SchematicsException(
    `${source.place}: the connections of the application are in no file of the workspace, and this command has to know the auth type of one. Write the page by hand, or have the application read a file, such as withConnections('${USUAL}').`,
  );
}

/** A file that the application reads. */
type ConnectionFile = Omit<ConnectionSource & { readonly kind: 'file' }, 'kind'>;

/** The path of an address below the root of the site; `undefined` for addresses elsewhere. */
function pathOf(application: Application, address: string, place: string): string | undefined {
  const { base } = serveAddressOf(application);
  const url = URL.canParse(address, SITE + base) ? new URL(address, SITE + base) : undefined;
  if (url?.origin !== SITE) return undefined;
  try {
    const path = decodeURIComponent(url.pathname);
    return join(path.startsWith(base) ? path.slice(base.length) : path);
  } catch {
    // This is how the decoder says that it is wrong.
    throw new SchematicsException(
      `${place}: "%" begins the code of a character in an address, such as "%20", and here it does not. A "%" in the name of a file is "%25".`,
    );
  }
}

/** The file of the workspace that is served at an address. A file that is not there yet is one by its name only. */
function fileAt(
  tree: Tree,
  application: Application,
  { address, path }: { readonly address: string; readonly path: string },
): ConnectionFile | undefined {
  const file = servedFile(tree, application, path);
  return path.endsWith('.json') || tree.exists(file.path) ? { address, ...file } : undefined;
}

type Literal = ts.StringLiteralLike | ts.ArrayLiteralExpression;
const isLiteral = (node: ts.Node): node is Literal =>
  ts.isStringLiteralLike(node) || ts.isArrayLiteralExpression(node);

/** What an expression says without anything that is known at run time; `undefined` for parts that are not. */
function literalOf(node: ts.Node): unknown {
  const plain = unwrapped(node);
  if (ts.isStringLiteralLike(plain)) return plain.text;
  if (ts.isArrayLiteralExpression(plain)) {
    const values = plain.elements.map(literalOf);
    return values.every(isRecord) ? values : undefined;
  }
  if (!ts.isObjectLiteralExpression(plain)) return undefined;
  return Object.fromEntries(
    plain.properties
      .filter((each) => ts.isPropertyAssignment(each))
      .map(({ name, initializer }) => [
        ts.isStringLiteralLike(name) ? name.text : name.getText(),
        literalOf(initializer),
      ]),
  );
}
