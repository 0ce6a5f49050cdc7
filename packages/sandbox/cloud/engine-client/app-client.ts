import type { TenantContext } from '../tenant-context.ts';
import type { User } from '../users/user.ts';
import { QixClient } from './qix-client.ts';

/** Handles of the engine: its own, and that of the first document of a session. */
export const [GLOBAL, DOCUMENT] = [-1, 1];

/** An app that a service of the tenant has open as a user. */
export interface AppClient {
  readonly client: QixClient;
  /** Of the user's session: names and values. */
  readonly cookies: readonly (readonly [name: string, value: string])[];
}

/**
 * Opens an app as a user in an app session of its own, and ends that session after the work.
 * @throws {QixCallError} when the engine refuses a call
 */
export async function withAppClient<T>(
  tenant: TenantContext,
  user: User,
  { appId, identity }: { readonly appId: string; readonly identity: string },
  work: (opened: AppClient) => Promise<T>,
): Promise<T> {
  const tenantSession = tenant.sessions.begin(user.id);
  const cookies = tenant.sessionCookies.pairs(tenantSession);
  const path = `/app/${encodeURIComponent(appId)}/identity/${identity}/ttl/0`;
  let client: QixClient | undefined;
  try {
    client = await QixClient.connect(tenant.origin().replace(/^http/, 'ws') + path, {
      cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; '),
      'qlik-csrf-token': tenantSession.csrfToken,
    });
    await client.call(GLOBAL, 'OpenDoc', [appId]);
    return await work({ client, cookies });
  } finally {
    client?.close();
    tenant.sessions.end(tenantSession.id);
  }
}
