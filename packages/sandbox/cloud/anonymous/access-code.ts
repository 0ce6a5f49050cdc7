import { objectId } from '../users/object-id.ts';
import type { User } from '../users/user.ts';

/** Grants access to one app to all clients with the code, like an app shared with anonymous users. */
export interface AccessCode {
  /** `eac` in the request, `accessCode` in `@qlik/api`. It is public: pages contain it. */
  readonly code: string;
  readonly appId: string;
}

/** Returns the anonymous user of a tracking code. One user per code, so that a browser keeps its session and selections. */
export function anonymousUser(access: AccessCode, trackingCode: string, now: number): User {
  const id = objectId('user', `anonymous/${access.code}/${trackingCode}`);
  return {
    id,
    subject: `anonymous\\${id}`,
    name: 'Anonymous user',
    email: '',
    status: 'active',
    roles: [],
    createdAt: new Date(now).toISOString(),
    canSignIn: false,
    purpose: 'Anonymous user',
    sharedAppId: access.appId,
  };
}
