import type { QlikConnection } from '../../connections/connection';
import type { AuthType } from '../../connections/connection-auth';
import type { ConnectionSession } from '../connection-session';
import type { QlikUser } from '../connection-state';
import type { QlikCredential } from '../strategy';
import { isRefused, readJsonBody, requestWith, unexpectedResponse } from './request';

/** As `AUTH_TYPES` of `ngx-qlik/auth-types` has them, which would be one more file to load. */
const NAMELESS: readonly AuthType[] = [
  'anonymous',
  'anonymous-virtual-proxy',
  'pfx',
  'none',
  'noauth',
  'reference',
];

/**
 * Asks Qlik for the user of a sign-in; after a refusal once more, with a new credential.
 *
 * @returns `undefined` for auth types whose users Qlik does not name
 * @throws {QlikError} `http-*`, or why the sign-in ended
 */
export async function requestUser(connectionSession: ConnectionSession): Promise<QlikUser | undefined> {
  const { connection } = connectionSession;
  if (NAMELESS.includes(connection.auth.type)) return undefined;
  const epoch = connectionSession.epoch();
  let last: Answer;
  let isRenewed = false;
  do {
    const credential = await connectionSession.credential('rest');
    if (credential.refusal) throw credential.refusal;
    last = await connectionSession.withRetry(() => ask(connection, credential));
    connectionSession.requireEpoch(epoch);
    if (last.user) return last.user;
    isRenewed = !isRenewed && (await connectionSession.renewAfterRefusal(credential, epoch));
  } while (isRenewed);
  throw connectionSession.endOf(epoch) ?? unexpectedResponse(connection, last.response);
}

interface Answer {
  readonly response: Response;
  /** Absent in the answer to a session that has ended. */
  readonly user?: QlikUser | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * Where each platform tells who the user is. A proxy answers without a session too, and names no user then.
 * @see https://qlik.dev/apis/rest/users/#get-api-v1-users-me
 */
const USERS = {
  cloud: { path: '/api/v1/users/me', read: readTenantUser },
  'client-managed': { path: '/qps/user', read: readProxyUser },
} as const;

async function ask(connection: QlikConnection, credential: QlikCredential): Promise<Answer> {
  const { path, read } = USERS[connection.platform];
  const response = await requestWith(connection, credential, path);
  if (isRefused(response)) return { response };
  if (!response.ok) throw unexpectedResponse(connection, response);
  return { response, user: read(await readJsonBody(connection, response)) };
}

function readTenantUser({ id, name, email, subject }: Body): QlikUser | undefined {
  if (!isText(id)) return undefined;
  const shown = [name, email, subject].find(isText) ?? id;
  return {
    id,
    name: shown,
    ...(isText(email) ? { email } : {}),
    ...(isText(subject) ? { subject } : {}),
  };
}

function readProxyUser({ userId, userDirectory, userName }: Body): QlikUser | undefined {
  if (!isText(userId) || !isText(userDirectory)) return undefined;
  const subject = `${userDirectory}\\${userId}`;
  return { id: userId, name: isText(userName) ? userName : subject, subject };
}

function isText(candidate: unknown): candidate is string {
  return typeof candidate === 'string' && candidate !== '';
}
