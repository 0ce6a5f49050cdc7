import type { AuthType, QlikConnection } from 'ngx-qlik';
import { factsOfAuthType } from 'ngx-qlik/auth-types';

/** Whether the application's backend keeps the secret, and therefore has to know the user. */
export function needsHostAccount(type: AuthType): boolean {
  return factsOfAuthType(type).usesBackend ?? false;
}

/** Whether only a user of the application is signed in: the backend keeps the secret, or a path of the application adds a credential. */
export function isForHostUsers({ auth, host }: QlikConnection): boolean {
  return needsHostAccount(auth.type) || (auth.type === 'none' && host.startsWith(`${location.origin}/`));
}

/** Whether a reload of the page ends the sign-in. */
export function endsWithReload({ auth }: QlikConnection): boolean {
  return auth.type === 'oauth2' && (auth.tokenStorage ?? 'memory') === 'memory';
}

/** Whether a sign-in can show the login page also to a user that the server knows, to sign in as another user. */
export function canForceLogin(type: AuthType): boolean {
  return type === 'oauth2' || type === 'cookie';
}

/** Whether the sign-in needs no user interaction. */
export function signsInSilently(type: AuthType): boolean {
  return !factsOfAuthType(type).isInteractive;
}

/** Whether the connection makes typed calls of Qlik Cloud's API, for users who may list more than apps. */
export function hasCloudApi({ platform, auth }: QlikConnection): boolean {
  return platform === 'cloud' && factsOfAuthType(auth.type).lists === undefined;
}
