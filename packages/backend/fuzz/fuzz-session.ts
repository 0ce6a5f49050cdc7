import type { BackendClient } from './backend-client.ts';
import type { Identities } from './identities.ts';
import type { SecretSearch } from './secret-search.ts';

/** A signed-in user in one browser. */
export interface FuzzSession {
  readonly user: string;
  readonly cookie: string;
}

interface SignInParts {
  readonly client: BackendClient;
  readonly search: SecretSearch;
}

/** A sign-in that was refused. */
export class SignInRefused extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`The sign-in answered ${status}: ${text.slice(0, 300)}`);
  }
}

let addresses = 0;

/** Returns an unused client address, as a proxy forwards it: sign-ins are limited by address. */
export function nextAddress(): string {
  addresses += 1;
  return `10.${(addresses >> 16) & 0xff}.${(addresses >> 8) & 0xff}.${addresses & 0xff}`;
}

/**
 * Signs a user in.
 * @param before the cookie of the session that the browser has
 * @throws {SignInRefused}
 */
export async function signIn(
  { client, search }: SignInParts,
  user: string,
  before?: string,
): Promise<FuzzSession> {
  const response = await client.call('/app/sign-in', {
    method: 'POST',
    headers: {
      origin: client.origin,
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': nextAddress(),
      ...(before === undefined ? {} : { cookie: before }),
    },
    body: new URLSearchParams({ user, returnTo: '/' }).toString(),
  });
  const [cookie] = /ngx-qlik=[^;]+/.exec(response.headers['set-cookie'] ?? '') ?? [];
  if (response.status !== 303 || cookie === undefined) {
    throw new SignInRefused(response.status, response.text);
  }
  const value = cookie.slice('ngx-qlik='.length);
  search.addValue('a session cookie', decodeURIComponent(value));
  search.addValue('a session id', decodeURIComponent(value).split('.', 1)[0] ?? '');
  return { user, cookie };
}

/** Signs a session in at a connection of type `oauth2-web`. @throws {Error} when it does not succeed */
export async function signInAtQlik(
  { client, identities, search }: SignInParts & { readonly identities: Identities },
  { user, cookie }: FuzzSession,
  connection: string,
): Promise<void> {
  const begun = await client.call(`/api/qlik/${connection}/sign-in`, { headers: { cookie } });
  const location = begun.headers['location'] ?? '';
  const state = URL.canParse(location) ? new URL(location).searchParams.get('state') : null;
  if (state === null)
    throw new Error(`The sign-in at Qlik answered ${begun.status}: ${begun.text.slice(0, 300)}`);
  const code = identities.issueToPage('code', user);
  search.addValue('an OAuth code', code);
  const back = `/api/qlik/${connection}/callback?${new URLSearchParams({ code, state }).toString()}`;
  const { status, text } = await client.call(back, { headers: { cookie } });
  if (status !== 303) throw new Error(`The callback answered ${status}: ${text.slice(0, 300)}`);
}
