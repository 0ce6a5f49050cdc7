import { readFileSync } from 'node:fs';
import type { QlikConnection } from 'ngx-qlik';
import { type Options, UsageError } from './command-line.ts';

/**
 * The connections to examine, with absolute hosts.
 * @throws {UsageError} what is wrong with the file or the choice
 */
export function readConnections(options: Options): {
  readonly chosen: readonly QlikConnection[];
  readonly known: readonly string[];
} {
  const list = readList(options.connections).map((each) => toConnection(each, options));
  const known = list.map(({ id }) => id);
  const { connection: wanted } = options;
  const chosen = list.filter(({ id }) => wanted === undefined || id === wanted);
  if (chosen.length === 0) {
    throw new UsageError(
      `${options.connections} has no connection ${wanted ?? ''}; there are: ${known.join(', ')}.`,
    );
  }
  if (options.host !== undefined && chosen.length > 1) throw new UsageError('--host needs --connection.');
  return { chosen, known };
}

function readList(file: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON.`, { cause: error });
  }
  const list = isRecord(parsed) ? parsed['connections'] : parsed;
  if (!Array.isArray(list)) throw new UsageError(`${file} has no list of connections.`);
  return list;
}

/** The application checks every field when it starts; here only what an examination stands on. */
function toConnection(
  written: unknown,
  { connections: file, host: other, site, connection }: Options,
): QlikConnection {
  const { id, label, platform, host, auth, runtime } = isRecord(written) ? written : {};
  const wrong = (field: string): UsageError =>
    new UsageError(`${file}: connection “${String(id)}” has no usable "${field}".`);
  if (typeof id !== 'string') throw wrong('id');
  if (platform !== 'cloud' && platform !== 'client-managed') throw wrong('platform');
  if (typeof host !== 'string') throw wrong('host');
  if (!isRecord(auth) || typeof auth['type'] !== 'string') throw wrong('auth');
  const name = typeof label === 'string' ? label : id;
  const address = (id === connection ? other : undefined) ?? host;
  // What the application validates as a union is taken over field by field; the checks look at each before they use it.
  return {
    id,
    label: name,
    platform,
    host: toAbsolute(address, { id, site }),
    auth,
    ...(isRecord(runtime) ? { runtime } : {}),
  } as unknown as QlikConnection;
}

function toAbsolute(
  host: string,
  { id, site }: { readonly id: string; readonly site: string | undefined },
): string {
  if (URL.canParse(host)) return host.replace(/\/+$/, '');
  if (site !== undefined) return new URL(host, site).href.replace(/\/+$/, '');
  // Said by the check of the configuration, so that the other connections are examined all the same.
  return `http://host-of-${id.toLowerCase().replace(/[^a-z0-9-]/g, '-')}.invalid`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
