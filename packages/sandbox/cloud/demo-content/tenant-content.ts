import type { AppCatalog } from '../../apps/app-definition.ts';
import type { AccessCode } from '../anonymous/access-code.ts';
import { demoItems, PERSONAL_COPY, type Item } from '../items/item-store.ts';
import { demoUsers } from '../users/demo-users.ts';
import type { User } from '../users/user.ts';
import { demoSpaces, FLIGHT_OPERATIONS, PUBLIC_DATA } from '../spaces/demo-spaces.ts';
import type { Space } from '../spaces/space.ts';

/** The initial content of a tenant. */
export interface TenantContent {
  readonly users: readonly User[];
  /** @param users The demo users and the users of the OAuth clients. */
  readonly spaces: (users: readonly User[]) => readonly Space[];
  readonly items: (spaces: readonly Space[], users: readonly User[]) => readonly Item[];
  readonly accessCodes: readonly AccessCode[];
}

const MOVIES = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';

/** The content of the first tenant: the flights in “Flight operations”, the other demo apps in “Public data”, the movies with an access code. */
export function demoContent(catalog: AppCatalog, spaceCount: number): TenantContent {
  const spaceOf = (appId: string): string | undefined => {
    if (appId === PERSONAL_COPY.id) {
      return undefined;
    }
    return appId === PERSONAL_COPY.of ? FLIGHT_OPERATIONS : PUBLIC_DATA;
  };
  return {
    users: demoUsers(),
    spaces: (users) => demoSpaces(users, spaceCount),
    items: (spaces, users) => demoItems(catalog, spaces, users, spaceOf),
    accessCodes: [{ code: 'sandbox-movies', appId: MOVIES }],
  };
}
