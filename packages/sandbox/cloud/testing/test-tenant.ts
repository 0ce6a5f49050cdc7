import type { AppCatalog } from '../../apps/app-definition.ts';
import type { EngineConnection, EnginePort } from '../../engine/connection.ts';
import { closeSocket } from '../../listening/close-socket.ts';
import { CheckedAnswers } from '../../published-types/checked-answers.ts';
import { TenantApps } from '../apps/tenant-apps.ts';
import { withPersonalCopy } from '../items/item-store.ts';
import { type CloudTenant, type CloudTenantOptions, createCloudTenant } from '../tenant.ts';

/** Origin of the application in tests of the tenant. */
export const APP_ORIGIN = 'http://localhost:4200';
export const CALLBACK = `${APP_ORIGIN}/oauth-callback.html`;
export const WEB_CLIENT = { client_id: 'sandbox-web', client_secret: 'sandbox-web-secret' } as const;
export const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
export const MOVIES = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';

/** A fake engine: sends `OnConnected`, opens every document and records the connections. */
export class FakeEngine implements EnginePort {
  readonly connections: EngineConnection[] = [];
  readonly sessions = [];
  sessionsDropped = 0;

  connect(connection: EngineConnection): void {
    this.connections.push(connection);
    connection.socket.send(
      JSON.stringify({ jsonrpc: '2.0', method: 'OnConnected', params: { qSessionState: 'SESSION_CREATED' } }),
    );
    connection.socket.on('message', (data: Buffer) => {
      const id = at(JSON.parse(data.toString()), 'id');
      const qReturn = { qType: 'Doc', qHandle: 1, qGenericId: connection.appId };
      connection.socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: { qReturn } }));
    });
  }

  closeSockets(code?: number): void {
    for (const { socket } of this.connections) {
      closeSocket(socket, code ?? 1001);
    }
  }

  dropSessions(): void {
    this.sessionsDropped += 1;
  }

  close(): void {
    this.closeSockets();
  }
}

/** Returns a catalog of three apps without content. */
function fakeCatalog(): TenantApps {
  const names = ['Flights', 'Movies', 'Weather'];
  const delivered: AppCatalog = withPersonalCopy({
    apps: names.map((name, index) => ({
      id: `5f1c3a52-0b64-4c52-9a35-6b1f0d7a100${index + 1}`,
      name,
      description: `About ${name.toLowerCase()}`,
      createdAt: `2024-03-0${index + 1}T08:00:00.000Z`,
      updatedAt: `2024-04-0${3 - index}T08:00:00.000Z`,
      lastReloadTime: '2024-05-01T08:00:00.000Z',
    })),
    load: (id) => Promise.reject(new RangeError(`The test app ${id} has no content.`)),
  });
  return new TenantApps(delivered);
}

/** Starts a tenant on a free port and closes it with the test, whose file fails when an answer differs from the published types. */
export async function startTestTenant(
  test: { readonly after: (close: () => Promise<void>) => void },
  options: Partial<CloudTenantOptions> = {},
): Promise<{ readonly tenant: CloudTenant; readonly engine: FakeEngine }> {
  const engine = new FakeEngine();
  const answers = new CheckedAnswers();
  const tenant = await createCloudTenant({
    id: 'test',
    onAnswer: answers.addRest,
    port: 0,
    engine,
    catalog: fakeCatalog(),
    appOrigins: [APP_ORIGIN],
    ...options,
  });
  answers.failAtExit();
  test.after(() => tenant.close());
  return { tenant, engine };
}

/** An access token for a user, by impersonation. */
export async function tokenFor(
  tenant: CloudTenant,
  subject: string,
  scope = 'user_default',
): Promise<string> {
  const answer = await postToken(tenant, {
    ...WEB_CLIENT,
    grant_type: 'urn:qlik:oauth:user-impersonation',
    scope,
    user_lookup: { field: 'subject', value: subject },
  });
  return text(answer.body, 'access_token');
}

/** Calls the token endpoint with a JSON body. */
export function postToken(
  tenant: CloudTenant,
  body: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
  return call(tenant, '/oauth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Calls the API with a bearer token. */
export function callApi(
  tenant: CloudTenant,
  token: string,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  if (init.body !== undefined) {
    headers.set('content-type', 'application/json');
  }
  return call(tenant, `/api/v1${path}`, { ...init, headers });
}

export async function call(
  tenant: CloudTenant,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await fetch(new URL(path, tenant.origin), { redirect: 'manual', ...init });
  const raw = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const body: unknown = isJson && raw !== '' ? JSON.parse(raw) : raw;
  return { status: response.status, headers: response.headers, body };
}

/** Follows a path of names and indexes into an answer. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}

/** The same for a text. @throws {TypeError} when there is none. */
export function text(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== 'string') {
    throw new TypeError(`There is no text at ${path.join('.')} of ${JSON.stringify(value)}.`);
  }
  return found;
}

/** The same for a list. @throws {TypeError} when there is none. */
export function list(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  if (!Array.isArray(found)) {
    throw new TypeError(`There is no list at ${path.join('.')} of ${JSON.stringify(value)}.`);
  }
  return found;
}
