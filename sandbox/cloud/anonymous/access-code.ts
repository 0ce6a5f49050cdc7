import { objectId } from '../users/object-id.ts';
import type { User } from '../users/user.ts';

/** Opens one app to everybody who has the code, as an app shared with anonymous users is. */
export interface AccessCode {
  /** `eac` in the request, `accessCode` in `@qlik/api`. It is public: it stands in the page. */
  readonly code: string;
  readonly appId: string;
}

/** The user that a visitor without a name is: one for each tracking code, so that a browser keeps its own session and selections. */
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
    purpose: 'Anonymous visitor',
    sharedAppId: access.appId,
  };
}
