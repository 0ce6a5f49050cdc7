import type { FieldProblem, QlikConnection } from 'ngx-qlik';
import type { DiagnosedConnection } from 'ngx-qlik/checks';
import {
  AUTH_RULES,
  checkConnection,
  DUPLICATE_ID,
  findDuplicateIds,
  findSecret,
  ɵwithoutCredentials as withoutCredentials,
} from 'ngx-qlik/connection-rules';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { redactText } from 'ngx-qlik/redaction';
import { type Options, UsageError } from './command-line.ts';
import { readText } from './read-text.ts';

/** A connection of the file and its problems. */
export interface FileConnection {
  /** The connection to check; for an invalid one a placeholder, for which checks can be planned. */
  readonly connection: QlikConnection;
  /** The connection as in the file, for the report. */
  readonly summary: DiagnosedConnection;
  /** The validation errors of the application. */
  readonly problems: readonly FieldProblem[];
  /** Path of a field with a secret. */
  readonly secret: string | undefined;
  /** Whether the host is a path of the application and the application's origin is unknown. */
  readonly isOriginUnknown: boolean;
}

const RULES = new Map(Object.entries(AUTH_RULES));
const PLACEHOLDER_ORIGIN = 'https://nowhere.invalid';
const MAX_TEXT_LENGTH = 200;

/**
 * Returns the connections to check, with absolute hosts. The report of a connection names its problems.
 * @throws {UsageError} for an invalid file or an unknown connection
 */
export function readConnections(options: Options): {
  readonly chosen: readonly FileConnection[];
  readonly known: readonly string[];
} {
  const list = readList(options.connections);
  const duplicates = findDuplicateIds(list);
  const ids = list.map((each) => (isRecord(each) ? each['id'] : undefined));
  const known = ids.filter((id) => typeof id === 'string');
  const { connection: wanted } = options;
  const chosen = list
    .filter((_, index) => wanted === undefined || ids[index] === wanted)
    .map((each) => toConnection(each, { options, duplicates }));
  if (chosen.length === 0) {
    throw new UsageError(
      `${options.connections} has no connection ${wanted ?? ''}; there are: ${known.map(toReportText).join(', ')}.`,
    );
  }
  if (options.host !== undefined && (wanted === undefined || chosen.length > 1)) {
    throw new UsageError('--host needs --connection.');
  }
  return { chosen, known };
}

function readList(file: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readText(file));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UsageError(isMissing ? `There is no file ${file}.` : `${file} cannot be read as JSON.`, {
      cause: error,
    });
  }
  const list = isRecord(parsed) && 'connections' in parsed ? parsed['connections'] : parsed;
  if (!Array.isArray(list)) throw new UsageError(`${file} has no list of connections.`);
  return list;
}

interface ReadingContext {
  readonly options: Options;
  readonly duplicates: readonly string[];
}

function toConnection(written: unknown, { options, duplicates }: ReadingContext): FileConnection {
  const { host: other, site } = options;
  const fields = isRecord(written) ? written : {};
  const secret = findSecret(written);
  const problems = findProblems(written, { site, doubles: duplicates });
  const isUsable = secret === undefined && problems.length === 0;
  const shownFields = describe(fields);
  if (!isUsable) {
    const connection = placeholderConnection(fields);
    return { connection, summary: shownFields, problems, secret, isOriginUnknown: false };
  }
  // The library's rules have validated every field.
  const connection = fields as unknown as QlikConnection;
  const isOriginUnknown = other === undefined && site === undefined && !URL.canParse(connection.host);
  const address = new URL(other ?? connection.host, site ?? PLACEHOLDER_ORIGIN);
  const host = address.origin + address.pathname.replace(/(?<!\/)\/+$/, '');
  return {
    connection: { ...connection, host },
    summary: isOriginUnknown ? shownFields : { ...shownFields, host },
    ...{ problems, secret, isOriginUnknown },
  };
}

function findProblems(
  written: unknown,
  { site, doubles }: { readonly site: string | undefined; readonly doubles: readonly string[] },
): readonly FieldProblem[] {
  if (!isRecord(written)) return [{ path: '', problem: 'is no object with the fields of a connection' }];
  const { id, host, auth } = written;
  return [
    ...checkConnection(written, {
      // Without the application's origin, an absolute address instead of a path may be on any origin.
      site: site ?? (takesServers(auth) ? PLACEHOLDER_ORIGIN : originOf(host)),
    }),
    ...(typeof id === 'string' && doubles.includes(id) ? [DUPLICATE_ID] : []),
  ];
}

/** Whether the host of an auth type may be an absolute address, and not only a path of the application. */
function takesServers(auth: unknown): boolean {
  const type = isRecord(auth) ? auth['type'] : undefined;
  const rule = typeof type === 'string' ? RULES.get(type)?.hostRule : undefined;
  return rule === undefined || rule('https://server.invalid', PLACEHOLDER_ORIGIN) === undefined;
}

function originOf(host: unknown): string {
  const url = typeof host === 'string' && URL.canParse(host) ? new URL(host) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url.origin : PLACEHOLDER_ORIGIN;
}

function placeholderConnection({ platform }: Readonly<Record<string, unknown>>): QlikConnection {
  const connection = {
    ...{ id: 'nowhere', label: 'Nowhere', host: PLACEHOLDER_ORIGIN, auth: { type: 'none' } },
    platform: platform === 'client-managed' ? platform : 'cloud',
  };
  // The brand marks a validated connection; the placeholder needs no validation.
  return connection as unknown as QlikConnection;
}

function describe({
  id,
  label,
  platform,
  host,
  auth,
}: Readonly<Record<string, unknown>>): DiagnosedConnection {
  const type = isRecord(auth) ? auth['type'] : undefined;
  return {
    id: toReportText(id),
    label: toReportText(label ?? id),
    platform: toReportText(platform),
    host: toReportText(host),
    authType: toReportText(type),
  };
}

/** Returns a value of the file for the report: without credentials, line breaks and control characters. */
function toReportText(value: unknown): string {
  if (value === undefined) return '(missing)';
  if (typeof value !== 'string') return '(no text)';
  if (findSecret(value) !== undefined) return '[redacted]';
  const text = redactText(withoutCredentials(value)).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ');
  return text.trim() === '' ? '(empty)' : text.slice(0, MAX_TEXT_LENGTH);
}
