import type { QlikPlatform } from 'ngx-qlik';

const CLIENT_MANAGED_PREFIX = '%3Ftransient%3D/identity/';

/**
 * Returns the id of a session app.
 * @see `@qlik/api` 2.19, `createSessionApp`
 */
export function sessionAppId(platform: QlikPlatform | undefined, name: string): string {
  return platform === 'client-managed' ? `${CLIENT_MANAGED_PREFIX}${name}` : `SessionApp_${name}`;
}

/** Whether the app must be created by a separate call on the open socket, as on client-managed engines. */
export function isMadeByCall(appId: string): boolean {
  return appId.startsWith(CLIENT_MANAGED_PREFIX);
}
