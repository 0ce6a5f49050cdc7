import type { AuthType } from 'ngx-qlik';
import { factsOfAuthType } from 'ngx-qlik/auth-types';

/** Whether the application's backend keeps the secret, and therefore has to know the user. */
export function needsHostAccount(type: AuthType): boolean {
  return factsOfAuthType(type).usesBackend ?? false;
}

/** Whether the sign-in needs no user interaction. */
export function signsInSilently(type: AuthType): boolean {
  return !factsOfAuthType(type).isInteractive;
}
