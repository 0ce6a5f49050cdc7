import type { AuthType } from 'ngx-qlik';

const BACKEND_TYPES: readonly AuthType[] = [
  ...(['oauth2-impersonation', 'oauth2-web', 'm2m', 'jwt', 'apikey'] as const),
  ...(['ticket', 'header', 'jwt-virtual-proxy', 'pfx'] as const),
];
const INTERACTIVE_TYPES: readonly AuthType[] = ['oauth2', 'oauth2-web', 'cookie', 'windows'];

/** Whether the application's backend keeps the secret, and therefore has to know the user. */
export function needsHostAccount(type: AuthType): boolean {
  return BACKEND_TYPES.includes(type);
}

/** Whether the sign-in needs no user interaction. */
export function signsInSilently(type: AuthType): boolean {
  return !INTERACTIVE_TYPES.includes(type);
}
