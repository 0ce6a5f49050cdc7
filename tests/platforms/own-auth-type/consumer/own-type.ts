import type { QlikAuthStrategy, QlikAuthStrategyFactory, QlikConnectionInput } from 'ngx-qlik';

declare module 'ngx-qlik' {
  interface QlikAuthTypes {
    'session-header': { readonly type: 'session-header'; readonly header: string };
  }
}

/** An auth type of an application: it writes a session into a header. */
export const SESSION_HEADER: QlikAuthStrategyFactory<'session-header'> = {
  type: 'session-header',
  fields: { header: (value) => (typeof value === 'string' ? undefined : 'the name of a header') },
  create: ({ auth: { header } }): QlikAuthStrategy => {
    let sessionToken: string | undefined;
    return {
      restore: () => Promise.resolve('signed-out'),
      signIn: () => {
        sessionToken = 'session-1';
        return Promise.resolve();
      },
      credential: () =>
        Promise.resolve({
          headers: { [header]: sessionToken ?? '' },
          queryParams: {},
          cookies: 'omit',
          isReusable: true,
        }),
      renew: () => {
        sessionToken = 'session-2';
        return Promise.resolve(true);
      },
      signOut: () => {
        sessionToken = undefined;
        return Promise.resolve();
      },
    };
  },
};

export const ACME: QlikConnectionInput = {
  id: 'acme',
  label: 'Acme',
  platform: 'cloud',
  host: 'https://acme.example',
  auth: { type: 'session-header', header: 'X-Session' },
};

/** What must not compile is marked; a mark on what compiles is an error. */
export const WRONG: readonly QlikConnectionInput[] = [
  // @ts-expect-error its field is missing
  { ...ACME, auth: { type: 'session-header' } },
  // @ts-expect-error that is a field of another type
  { ...ACME, auth: { type: 'session-header', header: 'a', clientId: 'b' } },
  // @ts-expect-error types of the library do not have its field
  { ...ACME, auth: { type: 'none', header: 'a' } },
];
