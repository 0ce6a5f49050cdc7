import type { AppCatalog, AppSummary } from '../../apps/app-definition.ts';
import { demoItems } from '../items/item-store.ts';
import { demoUser } from '../users/demo-users.ts';
import type { User } from '../users/user.ts';
import { demoSpace, type Member } from '../spaces/demo-spaces.ts';
import type { TenantContent } from './tenant-content.ts';

export const EU_TENANT_ID = 'cloud-eu';
const FILM_LIBRARY = 'European film library';
const CLIMATE = 'Climate';

/** The apps of the second tenant: other ids and names, with the content of demo apps that are loaded once for both. */
const COPIES = [
  {
    id: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a3002',
    of: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002',
    name: 'Film library',
    space: FILM_LIBRARY,
  },
  {
    id: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a3003',
    of: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1003',
    name: 'Weather stations',
    space: CLIMATE,
  },
] as const;

/** Returns the second tenant's catalog, derived from the first one's. */
export function euCatalog(catalog: AppCatalog): AppCatalog {
  const copies = COPIES.flatMap((copy) => {
    const original = catalog.apps.find((app) => app.id === copy.of);
    const summary: AppSummary | undefined = original && { ...original, id: copy.id, name: copy.name };
    return summary === undefined ? [] : [summary];
  });
  return {
    ...catalog,
    apps: copies,
    load: (id) => catalog.load(COPIES.find((copy) => copy.id === id)?.of ?? id),
  };
}

/**
 * The content of the second tenant. Ada and Edgar are members with other ids and rights; Margaret is a member here only, Grace is not.
 *
 * @param catalog From {@link euCatalog}.
 */
export function euContent(catalog: AppCatalog): TenantContent {
  const users = [
    {
      subject: 'ada',
      name: 'Ada Lovelace',
      purpose: 'Tenant admin: sees every space',
      roles: ['TenantAdmin'],
    },
    { subject: 'edgar', name: 'Edgar Codd', purpose: 'Produces in “European film library”' },
    { subject: 'margaret', name: 'Margaret Hamilton', purpose: 'Reads both spaces; in this tenant only' },
    { subject: 'noah', name: 'Noah Access', purpose: 'Disabled: sign-in is refused', status: 'disabled' },
  ] as const;
  return {
    users: users.map((user, index) => demoUser(user, index, EU_TENANT_ID)),
    spaces(users) {
      const idOf = (subject: string): string => users.find((user) => user.subject === subject)?.id ?? '';
      const clientMembers = users
        .filter((user) => user.clientId !== undefined)
        .map((user): Member => [user.id, ['consumer']]);
      const owner = idOf('ada');
      return [
        demoSpace(0, FILM_LIBRARY, 'shared', 'Films and what they earned.', owner, [
          [idOf('edgar'), ['producer']],
          [idOf('margaret'), ['consumer']],
          ...clientMembers,
        ]),
        demoSpace(1, CLIMATE, 'managed', 'Published weather data.', owner, [
          [idOf('margaret'), ['consumer']],
          ...clientMembers,
        ]),
        demoSpace(2, 'Regional reporting', 'data', 'Figures of the region.', owner, []),
      ];
    },
    items: (spaces, users: readonly User[]) =>
      demoItems(catalog, spaces, users, (appId) => COPIES.find((copy) => copy.id === appId)?.space),
    accessCodes: [{ code: 'sandbox-films', appId: COPIES[0].id }],
  };
}
