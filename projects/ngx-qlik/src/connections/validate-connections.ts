import { QlikError } from '../errors/qlik-error';
import type { ConnectionId, QlikConnection } from './connection';
import {
  checkFields,
  type FieldProblem,
  type FieldRule,
  type FieldRules,
  host,
  oneOf,
  optional,
  text,
} from './field-rules';
import { findSecret } from './find-secret';

const CONNECTION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const id: FieldRule = (value) =>
  typeof value === 'string' && CONNECTION_ID.test(value)
    ? undefined
    : 'up to 64 letters, digits, "-" and "_", beginning with a letter or digit';

const anObject: FieldRule = (value) => (isObject(value) ? undefined : 'an object');

const connectionRules = (hostRule: FieldRule): FieldRules => ({
  id,
  label: text,
  platform: oneOf('cloud', 'client-managed'),
  host: hostRule,
  auth: anObject,
  runtime: optional(anObject),
});

const RUNTIME_RULES: FieldRules = {
  url: optional(host),
  bundled: optional((value) => (value === true ? undefined : 'true')),
};

/** What a list of connections is checked against. */
export interface ValidationContext {
  /** The file or place it came from, for messages. */
  readonly source: string;
  /** The fields of `auth`, by type: of the strategies that the application provides. */
  readonly authRules: ReadonlyMap<string, FieldRules>;
  /** What `host` must be, by the type of `auth`; for other types the address of a server. */
  readonly hostRules?: ReadonlyMap<string, FieldRule>;
}

/**
 * Turns what somebody wrote into connections, or says everything that is wrong with it at once.
 *
 * @param written the parsed configuration: a list of connections, or `{ "connections": [ … ] }`
 * @throws {QlikError} `config-invalid` naming the source, each connection and each field; `config-secret` when a secret is in it
 */
export function validateConnections(written: unknown, context: ValidationContext): readonly QlikConnection[] {
  const list = isObject(written) && 'connections' in written ? written['connections'] : written;
  if (!Array.isArray(list)) {
    throw invalid(context.source, [
      'It must be a list of connections, or an object with a list named "connections".',
    ]);
  }
  const secret = findSecret(list);
  if (secret !== undefined) throw secretFound(context.source, nameSecret(list, secret));

  const problems = list.flatMap((each, index) => check(each, index, context));
  problems.push(...findDoubles(list));
  if (problems.length > 0) throw invalid(context.source, problems);
  return list.map((each: QlikConnection) => ({ ...each, host: trimHost(each.host) }));
}

/** Narrows a text to the id of a connection that exists. */
export function isConnectionId(
  candidate: string,
  connections: readonly QlikConnection[],
): candidate is ConnectionId {
  return connections.some((each) => each.id === candidate);
}

function check(written: unknown, index: number, context: ValidationContext): readonly string[] {
  if (!isObject(written)) return [`Connection ${index + 1}: expected an object.`];
  const { auth, runtime } = written;
  const type = isObject(auth) ? auth['type'] : undefined;
  const hostRule = (typeof type === 'string' ? context.hostRules?.get(type) : undefined) ?? host;
  const problems: FieldProblem[] = [...checkFields(written, connectionRules(hostRule), '')];
  if (isObject(auth)) problems.push(...checkAuth(auth, context.authRules));
  if (isObject(runtime)) problems.push(...checkRuntime(runtime));
  const name =
    typeof written['id'] === 'string' && written['id'] !== '' ? `"${written['id']}"` : `${index + 1}`;
  return problems.map(({ path, problem }) => `Connection ${name}, field "${path}": ${problem}.`);
}

function checkAuth(
  auth: Record<string, unknown>,
  rulesByType: ReadonlyMap<string, FieldRules>,
): readonly FieldProblem[] {
  const isKnownType = oneOf(...rulesByType.keys());
  const rules = typeof auth['type'] === 'string' ? rulesByType.get(auth['type']) : undefined;
  return rules
    ? checkFields(auth, { type: isKnownType, ...rules }, 'auth.')
    : checkFields({ type: auth['type'] }, { type: isKnownType }, 'auth.');
}

function checkRuntime(runtime: Record<string, unknown>): readonly FieldProblem[] {
  const problems = checkFields(runtime, RUNTIME_RULES, 'runtime.');
  if (runtime['url'] === undefined || runtime['bundled'] === undefined) return problems;
  return [...problems, { path: 'runtime', problem: 'has both "url" and "bundled"' }];
}

function findDoubles(list: readonly unknown[]): readonly string[] {
  const ids = list.map((each) => (isObject(each) ? each['id'] : undefined));
  const doubles = ids.filter((each, index) => typeof each === 'string' && ids.indexOf(each) !== index);
  return [...new Set(doubles)].map(
    (each) => `Connection "${String(each)}", field "id": is used twice; each id must be its own.`,
  );
}

function nameSecret(list: readonly unknown[], path: string): string {
  const [index = '0', ...field] = path.split('.');
  const connection = list[Number(index)];
  const name =
    isObject(connection) && typeof connection['id'] === 'string'
      ? `"${connection['id']}"`
      : `${Number(index) + 1}`;
  return `Connection ${name}, field "${field.join('.')}"`;
}

function secretFound(source: string, place: string): QlikError {
  return new QlikError(
    'config-secret',
    `${source}: a secret is in the configuration of a browser. ${place}.`,
    {
      remedy: 'Remove it, treat it as leaked and renew it. Its place is the backend.',
    },
  );
}

function invalid(source: string, problems: readonly string[]): QlikError {
  return new QlikError('config-invalid', `${source} cannot be used.\n${problems.join('\n')}`, {
    remedy: `Correct these fields in ${source} and reload the page.`,
  });
}

function trimHost(address: string): string {
  const url = new URL(address, location.origin);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
