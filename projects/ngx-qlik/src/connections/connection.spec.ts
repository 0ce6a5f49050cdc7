import type { AuthType, ConnectionAuth } from './connection-auth';
import type { QlikConnectionInput } from './connection';

/** The same, for the compiler: what must not compile is marked, and a mark on what compiles is an error. */
describe('ConnectionAuth', () => {
  const written = (auth: ConnectionAuth): QlikConnectionInput => ({
    id: 'a',
    label: 'A',
    platform: 'cloud',
    host: 'https://a.example',
    auth,
  });

  it('takes the fields of its type, and none of another', () => {
    const all: readonly QlikConnectionInput[] = [
      written({ type: 'oauth2', clientId: 'c', scope: 's' }),
      written({ type: 'oauth2-impersonation', clientId: 'c', backend: '/api/qlik/a' }),
      written({ type: 'cookie', webIntegrationId: 'w' }),
      written({ type: 'jwt', webIntegrationId: 'w', backend: '/api/qlik/a' }),
      written({ type: 'm2m' }),
      written({ type: 'ticket', backend: '/api/qlik/a' }),
      written({ type: 'windows' }),
      // @ts-expect-error nothing of the operating system's goes through the backend
      written({ type: 'windows', backend: '/api' }),
      written({ type: 'none' }),
      // @ts-expect-error a key belongs into the backend
      written({ type: 'apikey', apiKey: 'k' }),
      // @ts-expect-error a session of the tenant's own needs no backend
      written({ type: 'cookie', webIntegrationId: 'w', backend: '/api' }),
      // @ts-expect-error a client id is missing
      written({ type: 'oauth2' }),
      // @ts-expect-error oauth2 has no backend
      written({ type: 'oauth2', clientId: 'c', backend: '/api' }),
      // @ts-expect-error none has no client
      written({ type: 'none', clientId: 'c' }),
      // @ts-expect-error the token is not kept in the browser's storage
      written({ type: 'oauth2-impersonation', clientId: 'c', tokenStorage: 'local' }),
      written({ type: 'noauth' }),
      written({ type: 'reference', reference: 'tenant 1' }),
      // @ts-expect-error it refers to nothing
      written({ type: 'reference' }),
      // @ts-expect-error only a reference refers
      written({ type: 'noauth', reference: 'tenant 1' }),
      // @ts-expect-error there is no such type
      written({ type: 'magic' }),
    ];
    expect(all.length).toBe(20);
  });

  it('narrows by type', () => {
    const clientOf = (auth: ConnectionAuth) =>
      auth.type === 'oauth2' ? auth.clientId.toUpperCase() : auth.type;
    const types: readonly AuthType[] = ['oauth2', 'none'];
    expect(types.map((type) => clientOf({ type, clientId: 'c' } as ConnectionAuth))).toEqual(['C', 'none']);
  });
});
