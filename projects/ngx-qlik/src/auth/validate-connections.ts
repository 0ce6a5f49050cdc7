import {
  AUTH_RULES,
  type AuthRules,
  checkConnection,
  DUPLICATE_ID,
  type FieldRule,
  type FieldRules,
  findDuplicateIds,
  findSecret,
  ɵAUTH_FEATURES as AUTH_FEATURES,
} from 'ngx-qlik/connection-rules';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { QlikError } from '../errors/qlik-error';
import { setBaseHref } from './browser-storage';
import type { QlikAuthStrategyFactory } from './strategy';
import type { BuiltInAuthTypes } from '../connections/connection-auth';
import type { ConnectionId, QlikConnection } from '../connections/connection';
import type { BuiltInAuthType } from 'ngx-qlik/auth-types';

/** What a list of connections is checked against. */
export interface ValidationContext {
  /** The file or place it came from, for messages. */
  readonly source: string;
  /** What to do when it is corrected. Default: reload the page. */
  readonly retry?: string;
  /** The fields of `auth`, by type: of the strategies that the application provides. */
  readonly authRules: ReadonlyMap<string, FieldRules>;
  /** What `host` must be, by the type of `auth`; for other types the address of a server. */
  readonly hostRules?: ReadonlyMap<string, FieldRule>;
  /** The application's base address where the page's `<base>` does not say it: `APP_BASE_HREF`. */
  readonly baseHref?: string | null;
}

/**
 * Validates a configuration and returns its connections, or throws one error with all problems.
 *
 * @param written the parsed configuration: a list of connections, or `{ "connections": [ … ] }`
 * @throws {QlikError} `config-invalid` naming the source, each connection and each field; `config-secret` when a secret is in it
 */
export function validateConnections(written: unknown, context: ValidationContext): readonly QlikConnection[] {
  const list = listConnections(written);
  if (!list) {
    throw invalid(context, [
      'It must be a list of connections, or an object with a list named "connections".',
    ]);
  }
  const secret = findSecret(list);
  if (secret !== undefined) throw secretFound(context.source, nameSecret(list, secret));

  const checked = list.map((each, index) => check(each, index, context));
  const problems = [...checked.flatMap((each) => each.problems), ...findDuplicates(list)];
  if (problems.length > 0) {
    const missing = checked.flatMap(({ missingFeature }) => missingFeature ?? []);
    throw invalid(context, problems, missing);
  }
  // Each has been checked.
  const connections = (list as readonly QlikConnection[]).map(normalize);
  if (typeof context.baseHref === 'string') setBaseHref(connections, context.baseHref);
  return connections;
}

/** Returns the list of connections of a configuration; `undefined` where it has none. */
export function listConnections(written: unknown): readonly unknown[] | undefined {
  const list = isRecord(written) && 'connections' in written ? written['connections'] : written;
  return Array.isArray(list) ? list : undefined;
}

/** In the browser, where an API key is a secret. */
const BROWSER_RULES = {
  ...(AUTH_RULES satisfies Readonly<Record<keyof BuiltInAuthTypes, AuthRules>>),
  apikey: AUTH_RULES.m2m,
  'apikey-in-browser': AUTH_RULES.apikey,
};

/** Returns the configuration rules of the strategies that the application provides. */
export function rulesOf(
  strategies: readonly Pick<QlikAuthStrategyFactory, 'type' | 'fields' | 'hostRule' | 'rulesAs'>[],
): Required<Pick<ValidationContext, 'authRules' | 'hostRules'>> {
  const rules = strategies.map(
    ({ type, ...own }) => [type as string, own.fields ? own : rulesByName(own.rulesAs ?? type)] as const,
  );
  return {
    authRules: new Map(rules.map(([type, { fields = {} }]) => [type, fields])),
    hostRules: new Map(rules.flatMap(([type, { hostRule }]) => (hostRule ? [[type, hostRule]] : []))),
  };
}

/** A type of the application that has no rules has no fields. */
function rulesByName(name: string): Partial<AuthRules> {
  return (BROWSER_RULES as Readonly<Record<string, AuthRules>>)[name] ?? {};
}

/** Narrows a text to the id of a connection that exists. */
export function isConnectionId(
  candidate: string,
  connections: readonly QlikConnection[],
): candidate is ConnectionId {
  return connections.some((each) => each.id === candidate);
}

/** What is wrong with a connection, and the function that `provideQlik(…)` lacks for it. */
interface CheckedConnection {
  readonly problems: readonly string[];
  readonly missingFeature?: string | undefined;
}

function check(written: unknown, index: number, context: ValidationContext): CheckedConnection {
  if (!isRecord(written)) return { problems: [`Connection ${index + 1}: expected an object.`] };
  const missing = findMissing(written, context.authRules);
  const name =
    typeof written['id'] === 'string' && written['id'] !== '' ? `"${written['id']}"` : `${index + 1}`;
  const problems = checkConnection(written, { ...context, site: location.origin }).map(
    ({ path, problem }) => {
      const explained = path === 'auth.type' ? explainType(missing, problem, context) : problem;
      return `Connection ${name}, field "${path}": ${explained}.`;
    },
  );
  return { problems, missingFeature: missing?.feature };
}

function explainType(
  missing: MissingAuthType | undefined,
  problem: string,
  { authRules }: ValidationContext,
): string {
  if (missing) {
    const provided = [...authRules.keys()].map((type) => `"${type}"`).join(', ');
    const lack = `is "${missing.type}", which this application does not provide: provideQlik(…) has no ${missing.feature}`;
    return provided ? `${lack}. Without it, expected one of ${provided}` : lack;
  }
  const others = listOtherTypes(authRules);
  return `${problem}, which this application provides${others && `; ngx-qlik also has ${others}, but provideQlik(…) does not add them`}`;
}

function findDuplicates(list: readonly unknown[]): readonly string[] {
  return findDuplicateIds(list).map(
    (id) => `Connection "${id}", field "${DUPLICATE_ID.path}": ${DUPLICATE_ID.problem}.`,
  );
}

function nameSecret(list: readonly unknown[], path: string): string {
  const [index, ...field] = path.split('.');
  const connection = list[Number(index)];
  const name =
    isRecord(connection) && typeof connection['id'] === 'string'
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

/** @param missing the functions that the application lacks, each of which is one of the problems */
function invalid(
  { source, retry = 'reload the page' }: ValidationContext,
  problems: readonly string[],
  missing: readonly string[] = [],
): QlikError {
  const features = [...new Set(missing)].join(', ');
  const steps = [
    ...(features ? [`Add ${features} to provideQlik(…) in app.config.ts.`] : []),
    ...(problems.length > missing.length
      ? [`Correct ${features ? 'the other' : 'these'} fields in ${source} and ${retry}.`]
      : []),
  ];
  return new QlikError('config-invalid', `${source} cannot be used.\n${problems.join('\n')}`, {
    remedy: steps.join(' '),
    params: { source, problems: problems.join('\n') },
  });
}

/** Addresses in one spelling, so that they can be compared and continued. */
function normalize(connection: QlikConnection): QlikConnection {
  const { host, runtime } = connection;
  const trimmed = { ...connection, host: trimHost(host) };
  return runtime?.url === undefined ? trimmed : { ...trimmed, runtime: { url: trimHost(runtime.url) } };
}

function trimHost(address: string): string {
  const url = new URL(address, location.origin);
  return url.origin + url.pathname.replace(/(?<!\/)\/+$/, '');
}

/** The types of `auth` that an application provides, such as a `Map` by type. */
interface ProvidedTypes {
  has(type: string): boolean;
}

/** A type of this library that the application does not provide. */
export interface MissingAuthType {
  readonly type: BuiltInAuthType;
  /** The call to add to `provideQlik(…)`: `withOAuth2()`. */
  readonly feature: string;
}

/** Returns the type of a connection where it is one of this library's that the application does not provide. */
export function findMissing(
  written: Readonly<Record<string, unknown>>,
  provided: ProvidedTypes,
): MissingAuthType | undefined {
  const type = isRecord(written['auth']) ? written['auth']['type'] : undefined;
  if (typeof type !== 'string' || !isBuiltIn(type) || provided.has(type)) return undefined;
  return { type, feature: `${AUTH_FEATURES[type]}()` };
}

/** Lists the types of this library that the application does not provide, for a message. */
export function listOtherTypes(provided: ProvidedTypes): string {
  return Object.keys(AUTH_FEATURES)
    .filter((type) => !provided.has(type))
    .map((type) => `"${type}"`)
    .join(', ');
}

function isBuiltIn(type: string): type is BuiltInAuthType {
  return Object.hasOwn(AUTH_FEATURES, type);
}
