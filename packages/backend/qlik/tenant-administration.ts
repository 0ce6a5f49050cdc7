import { z } from 'zod';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { type Provisioning, provisioningScope } from '../configuration/provisioning-shape.ts';
import { Problem } from '../errors/problem.ts';
import { fetchFor } from '../outgoing/tls-client.ts';
import { actAsProvisioningClient } from './oauth-token.ts';
import type { TokenCache } from './token-cache.ts';
import { refused, unreachable } from './upstream-problem.ts';

/** A connection whose users the backend keeps. */
export type ProvisionedConnection = BackendConnection<'oauth2-impersonation'> & {
  readonly provisioning: Provisioning;
};

const groupsOfUser = z.array(
  z.object({ id: z.string(), name: z.string(), providerType: z.enum(['idp', 'custom']).optional() }),
);
const userShape = z.object({
  id: z.string(),
  subject: z.string(),
  status: z.string().optional(),
  assignedGroups: groupsOfUser.optional(),
});
const usersShape = z.object({ data: z.array(userShape) });
const groupsShape = z.object({ data: z.array(z.object({ id: z.string(), name: z.string() })) });

/** A user of the tenant (`User` of `@qlik/api/users`). */
export type TenantUser = z.output<typeof userShape>;

/** The system group of all users, in Qlik's documentation of the groups' settings. */
const ALL_USERS = { id: '000000000000000000000001', name: 'com.qlik.Everyone' };
/** Filters are compared without regard to case, so that there may be a few. */
const LIMIT = 100;

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: object;
  /** That the call needs, for the remedy. */
  readonly scope: string;
}

/** Calls of the tenant's REST API by the connection's second OAuth client. Each throws a {@link Problem} that names the missing scope on 403. */
export class TenantAdministration {
  readonly #tokens: TokenCache;
  readonly #connection: ProvisionedConnection;

  constructor(connection: ProvisionedConnection, tokens: TokenCache) {
    this.#connection = connection;
    this.#tokens = tokens;
  }

  /** Returns the user with exactly that subject: two that differ in case are two users here. */
  async findUser(subject: string): Promise<TenantUser | undefined> {
    const path = `/users?filter=${equals('subject', subject)}&limit=${LIMIT}`;
    const { data } = await this.#read({ method: 'GET', path, scope: 'admin.users' }, usersShape);
    return data.find((user) => user.subject === subject);
  }

  /**
   * As Qlik's impersonation sample does it: an invited user would get no token.
   * @returns `undefined` when the subject or the address is taken
   */
  async createUser(user: {
    readonly subject: string;
    readonly name: string;
    readonly email?: string;
  }): Promise<TenantUser | undefined> {
    const body = { ...user, status: 'active' };
    return this.#read({ method: 'POST', path: '/users', body, scope: 'admin.users' }, userShape, 409);
  }

  async setGroups(user: TenantUser, groups: readonly object[]): Promise<void> {
    const path = `/users/${encodeURIComponent(user.id)}`;
    const body = [{ op: 'replace', path: '/assignedGroups', value: groups }];
    await this.#send({ method: 'PATCH', path, body, scope: 'admin.users' });
  }

  /** Returns the id of the group with exactly that name. */
  async findGroup(name: string): Promise<string | undefined> {
    if (name === ALL_USERS.name) return ALL_USERS.id;
    const path = `/groups?filter=${equals('name', name)}&limit=${LIMIT}`;
    const { data } = await this.#read({ method: 'GET', path, scope: 'admin_classic' }, groupsShape);
    return data.find((group) => group.name === name)?.id;
  }

  /** @returns whether it was created; not when there is one already */
  async createGroup(name: string): Promise<boolean> {
    const body = { name, providerType: 'custom', status: 'active' };
    const { status } = await this.#send(
      { method: 'POST', path: '/groups', body, scope: 'admin_classic' },
      409,
    );
    return status !== 409;
  }

  /** @returns whether it was opened; not when the group has an assignment there, whose roles are left as they are */
  async openSpace(space: string, group: string, roles: readonly string[]): Promise<boolean> {
    const path = `/spaces/${encodeURIComponent(space)}/assignments`;
    const body = { assigneeId: group, type: 'group', roles };
    const { status } = await this.#send({ method: 'POST', path, body, scope: 'admin.spaces' }, 409);
    return status !== 409;
  }

  #read<T extends z.ZodType>(call: Call, shape: T): Promise<z.output<T>>;
  #read<T extends z.ZodType>(call: Call, shape: T, expected: number): Promise<z.output<T> | undefined>;
  async #read<T extends z.ZodType>(
    call: Call,
    shape: T,
    expected?: number,
  ): Promise<z.output<T> | undefined> {
    const response = await this.#send(call, expected);
    if (response.status === expected) return undefined;
    const read = shape.safeParse(parse(await response.text()));
    if (read.success) return read.data;
    throw refused(
      this.#connection.id,
      500,
      `${call.method} ${call.path.split('?')[0]}: a response of another shape`,
    );
  }

  /**
   * @param expected a status that is no error besides success
   * @throws {Problem}
   */
  async #send(call: Call, expected?: number): Promise<Response> {
    const connection = this.#connection;
    const getToken = async (refusedToken?: string): Promise<string> => {
      const key = `provisioning:${connection.id}`;
      return (await this.#tokens.get(key, () => actAsProvisioningClient(connection), refusedToken)).token;
    };
    const token = await getToken();
    let response = await request(connection, call, token);
    if (response.status === 401) response = await request(connection, call, await getToken(token));
    if (response.ok || response.status === expected) return response;
    throw await refusal(connection, call, response);
  }
}

async function request(
  connection: ProvisionedConnection,
  { method, path, body }: Call,
  token: string,
): Promise<Response> {
  try {
    return await fetchFor(connection, `${connection.host}/api/v1${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw unreachable(connection.id, error);
  }
}

async function refusal(
  { id, provisioning }: ProvisionedConnection,
  { method, path, scope }: Call,
  response: Response,
): Promise<Problem> {
  const { status } = response;
  const text = await response.text();
  const [plainPath = ''] = path.split('?');
  const cause = new Error(`Qlik answered ${status} to ${method} ${plainPath}: ${text.slice(0, 500)}`);
  if (status === 403) {
    return new Problem(502, 'provisioning-refused', 'Qlik does not let the backend keep users and groups.', {
      connection: id,
      cause,
      remedy:
        `An administrator gives the OAuth client of "provisioning" the scope ${scope} ` +
        `(its tokens have: ${provisioningScope(provisioning)}) or the rights behind it.`,
    });
  }
  if (status === 429) {
    const seconds = /^\d{1,4}$/.exec(response.headers.get('retry-after') ?? '')?.[0] ?? '60';
    return new Problem(429, 'qlik-too-many-requests', 'Qlik asks for fewer requests.', {
      connection: id,
      cause,
      remedy: 'Wait a moment and try again.',
      headers: { 'retry-after': seconds },
    });
  }
  if (status === 401 || status >= 500) return refused(id, status, text);
  return new Problem(
    502,
    'provisioning-failed',
    'Qlik did not take what the backend keeps of users and groups.',
    {
      connection: id,
      cause,
      remedy: 'An administrator finds Qlik’s reason in the log, and compares "provisioning" with the tenant.',
    },
  );
}

/** A filter of RFC 7644, section 3.4.2.2, encoded for a query. */
function equals(field: string, value: string): string {
  return encodeURIComponent(`${field} eq ${JSON.stringify(value)}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema reports the error.
    return undefined;
  }
}
