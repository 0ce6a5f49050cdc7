import type { AuthType, QlikConnection } from 'ngx-qlik';

/** Returns the remedy for a host that refuses the credential of this auth type. */
export function signInAdvice({ auth: { type }, host }: QlikConnection): string {
  return ADVICE[type] ?? `Sign in again; check that the credential is for ${host}.`;
}

const ADVICE: Readonly<Partial<Record<AuthType, string>>> = {
  oauth2:
    'Sign in again. If it is refused again, check in Management Console > OAuth that the client is a single-page app, is not revoked, and has the scope user_default.',
  'oauth2-impersonation':
    'Check in Management Console > OAuth that the backend’s client may impersonate users, is published and trusted, and that the user exists in the tenant.',
  'oauth2-web':
    'Sign in again: the backend has lost this user’s tokens, or the tenant has revoked them (Management Console > OAuth).',
  m2m: 'Check client id and secret in the backend’s secrets file against Management Console > OAuth, and that the client may use client credentials.',
  apikey:
    'The API key has expired or was revoked: create a new one (profile settings > API keys) and put it into the backend’s secrets file.',
  jwt: 'Sign in again: the session at the tenant has ended. If it ends at once, see the cookies check.',
  cookie: 'Sign in again: the session at the tenant has ended. If it ends at once, see the cookies check.',
  anonymous:
    'Reload the page. If it is refused again, the access code was revoked or belongs to another OAuth client (Management Console > OAuth).',
  ticket:
    'Sign in again: the session at the virtual proxy has ended (Management console > Virtual proxies > “Session inactivity timeout”).',
  windows:
    'Sign in again: the session at the virtual proxy has ended, or the browser does not treat the server as part of the intranet.',
  header:
    'Check that "host" of the backend’s connection ends with the prefix of a virtual proxy with header authentication, and that the header’s name is the same on both sides.',
  'jwt-virtual-proxy':
    'Sign in again. If it is refused again, the certificate of the virtual proxy does not match the key with which the backend signs (Management console > Virtual proxies > Authentication).',
  'anonymous-virtual-proxy':
    'Management console > Virtual proxies > Authentication: “Anonymous access mode” must allow anonymous users, and the license must cover them.',
  pfx: 'Check the client certificate in the backend’s secrets file: exported by this server (Management console > Certificates), not expired, and ports 4242 and 4747 open to the backend.',
  none: 'The server asks for a sign-in, and this connection has none: choose an auth type that it supports.',
};
