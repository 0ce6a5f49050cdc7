import { dirname } from 'node:path';
import { z } from 'zod';
import { readText } from '../files/read-text.ts';
import { VARIABLES } from '../setting-names.ts';
import { SettingsError } from '../settings-error.ts';
import { findExpired, readCertificates } from './certificate.ts';
import { type BackendConnection, connectionShape } from './connection-shapes.ts';
import { warnIfShared } from './file-permissions.ts';
import { warnOfSharedSecretFiles } from './secret-variable.ts';
import type { SecretSources } from './secret-value.ts';

/** The connections whose secrets are kept here, by id. */
export type BackendConnections = ReadonlyMap<string, BackendConnection>;

/** What is read of `environment`, and what is reported. */
type ReadOptions = Pick<SecretSources, 'environment' | 'onSecret' | 'onWarning'> & {
  /** Of the setting, for messages. Default: the variable of the program. */
  readonly name?: string;
};

/**
 * Reads a secrets file: `{ "connections": { "<id>": { "type": …, … } } }`, with each key and certificate that it names.
 *
 * `onWarning` receives a warning for each expired certificate and each file with secrets that other users of the machine may read.
 * @throws {SettingsError} with file, connection and field of each error, and no value
 */
export function readSecretsFile(file: string, options: ReadOptions): BackendConnections {
  const { name = VARIABLES.connections, onWarning } = options;
  let text = '';
  let written: unknown;
  try {
    text = readText(file);
    written = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? `is not JSON${placeOf(error, text)}` : 'cannot be read';
    throw new SettingsError(`${name}: ${file} ${reason}.`);
  }
  const connections = readSecrets(written, {
    ...options,
    folder: dirname(file),
    file,
  });
  if (onWarning !== undefined) warnIfShared(file, { name, onWarning });
  return connections;
}

/** Where a text is not JSON. The rest of the parser's message quotes the text, which may be a secret. */
function placeOf({ message }: SyntaxError, text: string): string {
  if (/unexpected end/i.test(message)) return ': it ends too early';
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const lines = text.slice(0, Number(position)).split('\n');
  return `: line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/**
 * Reads the content of a secrets file.
 * @param options `file`: that it was read from, for messages; `folder`: where relative paths of key files start
 * @throws {SettingsError} as {@link readSecretsFile} does
 */
export function readSecrets(
  written: unknown,
  {
    name = VARIABLES.connections,
    folder,
    file,
    environment,
    onSecret,
    onWarning,
  }: ReadOptions & { readonly folder: string; readonly file?: string },
): BackendConnections {
  const shape = z.strictObject({
    connections: z.record(
      z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'an id has letters, digits, - and _'),
      connectionShape({
        environment,
        folder,
        name,
        onSecret,
        ...(onWarning === undefined ? {} : { onWarning }),
      }),
    ),
  });
  const { data, error } = shape.safeParse(written, { reportInput: false });
  if (error !== undefined) {
    const faults = error.issues.map((issue) => {
      // A key that is wrong carries its own issues.
      const message =
        issue.code === 'invalid_key' ? issue.issues.map((each) => each.message).join('; ') : issue.message;
      return `  ${issue.path.join('.') || '(the file)'}: ${message}`;
    });
    throw new SettingsError(
      [`${file === undefined ? name : `${name}: ${file}`} cannot be used.`, ...faults].join('\n'),
    );
  }
  const connections = Object.entries(data.connections).map(([id, connection]) => ({ ...connection, id }));
  requireDifferentPaths(connections, name);
  if (onWarning !== undefined) {
    warnOfSharedSecretFiles(environment, onWarning);
    warnOfExpired(connections, { name, onWarning });
  }
  return new Map(connections.map((connection) => [connection.id, connection]));
}

type CertificateFields = Partial<Record<'certificate' | 'ca', string | undefined>>;

function warnOfExpired(
  connections: readonly BackendConnection[],
  { name, onWarning }: { readonly name: string; readonly onWarning: (warning: string) => void },
): void {
  const now = Date.now();
  for (const connection of connections) {
    for (const field of ['certificate', 'ca'] as const) {
      const pem = field in connection ? (connection as CertificateFields)[field] : undefined;
      const { certificates = [] } = pem === undefined ? {} : readCertificates(pem);
      for (const problem of findExpired(certificates, now)) {
        onWarning(`${name}: connections.${connection.id}.${field} ${problem}.`);
      }
    }
  }
}

function requireDifferentPaths(connections: readonly BackendConnection[], name: string): void {
  const usedPaths = new Map<string, string>();
  for (const connection of connections) {
    if (connection.type !== 'oauth2-web') continue;
    const path = callbackPath(connection);
    const other = usedPaths.get(path);
    if (other !== undefined) {
      throw new SettingsError(
        `${name}: connections.${connection.id}.redirectPath is that of ${other} too; each needs its own.`,
      );
    }
    usedPaths.set(path, connection.id);
  }
}

/** Where the tenant sends users of a confidential client back to. */
export function callbackPath({ id, redirectPath }: BackendConnection<'oauth2-web'>): string {
  return redirectPath ?? `/api/qlik/${id}/callback`;
}
