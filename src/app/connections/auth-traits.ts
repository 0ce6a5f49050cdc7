import type { AuthType } from 'ngx-qlik';

const BACKEND_TYPES: readonly AuthType[] = [
  ...(['oauth2-impersonation', 'oauth2-web', 'm2m', 'jwt', 'apikey'] as const),
  ...(['ticket', 'header', 'jwt-virtual-proxy', 'pfx'] as const),
];
const INTERACTIVE_TYPES: readonly AuthType[] = ['oauth2', 'oauth2-web', 'cookie', 'windows'];

/** Whether the application's backend has to know the visitor, because it holds the secret. */
export function needsHostAccount(type: AuthType): boolean {
  return BACKEND_TYPES.includes(type);
}

/** Whether a page is signed in without asking the visitor anything. */
export function signsInSilently(type: AuthType): boolean {
  return !INTERACTIVE_TYPES.includes(type);
}
