import type { FieldProblem, QlikConnection } from 'ngx-qlik';
import { readText } from '../../backend/files/read-text.ts';
import type { ExaminedConnection } from '../../projects/ngx-qlik/diagnostics/report/report.ts';
import { AUTH_RULES } from '../../projects/ngx-qlik/src/connections/all-auth-rules.ts';
import {
  checkConnection,
  DUPLICATE_ID,
  findDuplicateIds,
  isObject,
} from '../../projects/ngx-qlik/src/connections/check-connection.ts';
import { withoutCredentials } from '../../projects/ngx-qlik/src/connections/field-rules.ts';
import { findSecret } from '../../projects/ngx-qlik/src/connections/find-secret.ts';
import { redactText } from '../../projects/ngx-qlik/src/errors/redact.ts';
import { type Options, UsageError } from './command-line.ts';

/** A connection of the file, and what is wrong with it. */
export interface WrittenConnection {
  /** To work with: where something is wrong, a connection to nowhere that checks can be planned for. */
  readonly connection: QlikConnection;
  /** For the report, as it is written. */
  readonly written: ExaminedConnection;
  /** What the application would refuse it for. */
  readonly problems: readonly FieldProblem[];
  /** The path of a field with a secret. */
  readonly secret: string | undefined;
  /** Whether its host is a path of the application, and where that is was not said. */
  readonly isPlaceUnknown: boolean;
}

const AUTH_FIELDS = new Map(Object.entries(AUTH_RULES).map(([type, { fields }]) => [type, fields]));
const HOST_RULES = new Map(
  Object.entries(AUTH_RULES).flatMap(([type, { hostRule }]) =>
    hostRule === undefined ? [] : [[type, hostRule] as const],
  ),
);
const NOWHERE = 'https://nowhere.invalid';
const LONGEST_SHOWN = 200;

/**
 * The connections to examine, with absolute hosts. What is wrong with one of them is for its report to say.
 * @throws {UsageError} what is wrong with the file or the choice
 */
export function readConnections(options: Options): {
  readonly chosen: readonly WrittenConnection[];
  readonly known: readonly string[];
} {
  const list = readList(options.connections);
  const doubles = findDuplicateIds(list);
  const ids = list.map((each) => (isObject(each) ? each['id'] : undefined));
  const known = ids.filter((id) => typeof id === 'string');
  const { connection: wanted } = options;
  const chosen = list
    .filter((_, index) => wanted === undefined || ids[index] === wanted)
    .map((each) => toConnection(each, { options, doubles }));
  if (chosen.length === 0) {
    throw new UsageError(
      `${options.connections} has no connection ${wanted ?? ''}; there are: ${known.map(shown).join(', ')}.`,
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
  const list = isObject(parsed) && 'connections' in parsed ? parsed['connections'] : parsed;
  if (!Array.isArray(list)) throw new UsageError(`${file} has no list of connections.`);
  return list;
}

interface ReadingContext {
  readonly options: Options;
  readonly doubles: readonly string[];
}

function toConnection(written: unknown, { options, doubles }: ReadingContext): WrittenConnection {
  const { host: other, site } = options;
  const fields = isObject(written) ? written : {};
  const secret = findSecret(written);
  const problems = findProblems(written, { site, doubles });
  const isUsable = secret === undefined && problems.length === 0;
  const shownFields = describe(fields);
  if (!isUsable) {
    const connection = nowhere(fields);
    return { connection, written: shownFields, problems, secret, isPlaceUnknown: false };
  }
  // Every field of it has been checked by the rules of the library.
  const connection = fields as unknown as QlikConnection;
  const isPlaceUnknown = other === undefined && site === undefined && !URL.canParse(connection.host);
  const address = new URL(other ?? connection.host, site ?? NOWHERE);
  const host = address.origin + address.pathname.replace(/\/+$/, '');
  return {
    connection: { ...connection, host },
    written: isPlaceUnknown ? shownFields : { ...shownFields, host },
    ...{ problems, secret, isPlaceUnknown },
  };
}

function findProblems(
  written: unknown,
  { site, doubles }: { readonly site: string | undefined; readonly doubles: readonly string[] },
): readonly FieldProblem[] {
  if (!isObject(written)) return [{ path: '', problem: 'is no object with the fields of a connection' }];
  const { id, host, auth } = written;
  return [
    ...checkConnection(written, {
      ...{ authRules: AUTH_FIELDS, hostRules: HOST_RULES },
      // Where the application is was not said: an absolute address in the place of its path may be on any origin.
      site: site ?? (takesServers(auth) ? NOWHERE : originOf(host)),
    }),
    ...(typeof id === 'string' && doubles.includes(id) ? [DUPLICATE_ID] : []),
  ];
}

/** Whether the host of an auth type may be a server's address, and not only a path of the application. */
function takesServers(auth: unknown): boolean {
  const type = isObject(auth) ? auth['type'] : undefined;
  const rule = typeof type === 'string' ? HOST_RULES.get(type) : undefined;
  return rule === undefined || rule('https://server.invalid', NOWHERE) === undefined;
}

function originOf(host: unknown): string {
  const url = typeof host === 'string' && URL.canParse(host) ? new URL(host) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url.origin : NOWHERE;
}

function nowhere({ platform }: Readonly<Record<string, unknown>>): QlikConnection {
  const connection = {
    ...{ id: 'nowhere', label: 'Nowhere', host: NOWHERE, auth: { type: 'none' } },
    platform: platform === 'client-managed' ? platform : 'cloud',
  };
  // The brand stands for "was checked"; there is nothing to check.
  return connection as unknown as QlikConnection;
}

function describe({
  id,
  label,
  platform,
  host,
  auth,
}: Readonly<Record<string, unknown>>): ExaminedConnection {
  const type = isObject(auth) ? auth['type'] : undefined;
  return {
    id: shown(id),
    label: shown(label ?? id),
    platform: shown(platform),
    host: shown(host),
    authType: shown(type),
  };
}

/** Something of the file for the report: without credentials, line breaks and what moves a terminal's cursor. */
function shown(value: unknown): string {
  if (value === undefined) return '(missing)';
  if (typeof value !== 'string') return '(no text)';
  if (findSecret(value) !== undefined) return '[redacted]';
  const text = redactText(withoutCredentials(value)).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ');
  return text.trim() === '' ? '(empty)' : text.slice(0, LONGEST_SHOWN);
}
