import type { QlikPlatform } from 'ngx-qlik';

const CLIENT_MANAGED_PREFIX = '%3Ftransient%3D/identity/';

/**
 * The id under which an engine makes an app that lasts as long as its session.
 * @see `@qlik/api` 2.19, `createSessionApp`
 */
export function sessionAppId(platform: QlikPlatform | undefined, name: string): string {
  return platform === 'client-managed' ? `${CLIENT_MANAGED_PREFIX}${name}` : `SessionApp_${name}`;
}

/** Whether the app has to be made by a call of its own once the socket is open: client-managed engines do not know it by its id. */
export function isMadeByCall(appId: string): boolean {
  return appId.startsWith(CLIENT_MANAGED_PREFIX);
}
