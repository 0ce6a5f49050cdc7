import type { AuthType } from 'ngx-qlik';

const OF_THE_BACKEND: readonly AuthType[] = [
  ...(['oauth2-impersonation', 'oauth2-web', 'm2m', 'jwt', 'apikey'] as const),
  ...(['ticket', 'header', 'jwt-virtual-proxy', 'pfx'] as const),
];
const ASKING: readonly AuthType[] = ['oauth2', 'oauth2-web', 'cookie', 'windows'];

/** Whether the application's backend has to know the visitor, because it holds the secret. */
export function needsHostAccount(type: AuthType): boolean {
  return OF_THE_BACKEND.includes(type);
}

/** Whether a page is signed in without asking the visitor anything. */
export function signsInByItself(type: AuthType): boolean {
  return !ASKING.includes(type);
}
