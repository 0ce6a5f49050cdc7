import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PublishedApp, PublishedApps, Stream } from '../streams/published-apps.ts';
import { type Account, DEMO_ACCOUNTS, DEMO_DIRECTORY } from '../users/accounts.ts';
import { type QlikUser, userKey } from '../users/qlik-user.ts';
import { queryResources } from './resource-query.ts';
import { type EntityType, selectionRoutes } from './selection-routes.ts';
import type { SelectionStore } from './selection-store.ts';

/** `GET /qrs/about`. Source: the public typings of `qlik-repo-api` (`IAbout`). */
const ABOUT = {
  buildVersion: '14.212.13.0',
  buildDate: '11/12/2024 09:00:00 AM',
  databaseProvider: 'Devart.Data.PostgreSql',
  nodeType: 1,
  sharedPersistence: true,
  requiresBootstrap: false,
  singleNodeOnly: false,
  schemaPath: 'About',
};

const OWNER = {
  id: '7b13f7d5-97dd-4502-9ab5-1a3ffae7f07b',
  userId: 'ada',
  userDirectory: 'SANDBOX',
  name: 'Ada Lovelace',
  privileges: null,
};

/**
 * Adds the part of the Repository Service API that lists apps, streams and users, as visible to the user, and makes selections of them.
 * There are no tags and no tasks: their lists are empty.
 */
export function repositoryRoutes(
  scope: FastifyInstance,
  { apps, selections }: { readonly apps: PublishedApps; readonly selections: SelectionStore },
  userOf: (request: FastifyRequest) => QlikUser,
): void {
  scope.get('/about', async () => ABOUT);
  const types: readonly EntityType[] = [
    {
      name: 'App',
      resourcesOf: (user) =>
        apps.appsFor(user).map((app) => ({ condensed: condensedApp(app), full: fullApp(app) })),
    },
    {
      name: 'Stream',
      resourcesOf: (user) =>
        apps.streamsFor(user).map((each) => ({ condensed: stream(each), full: stream(each) })),
    },
    {
      name: 'User',
      resourcesOf: (user) =>
        usersFor(user).map((each) => ({ condensed: condensedUser(each), full: fullUser(each) })),
    },
    { name: 'Tag', resourcesOf: () => [] },
    { name: 'ReloadTask', resourcesOf: () => [] },
  ];
  selectionRoutes(scope, { selections, types, userOf });
  for (const { name, resourcesOf } of types) {
    const kind = name.toLowerCase();
    const query = (request: FastifyRequest) => queryResources(request, resourcesOf(userOf(request)));
    const full = async (request: FastifyRequest) => query(request).map((each) => each.full);
    scope.get(`/${kind}`, async (request) => query(request).map(({ condensed }) => condensed));
    scope.get(`/${kind}/full`, full);
    scope.get(`/${kind}/count`, async (request) => ({ value: query(request).length }));
    if (kind === 'app') scope.get('/app/hublist', full);
  }
  scope.get<{ Params: { id: string } }>('/app/:id', async (request, reply) => {
    const found = apps.find(userOf(request), request.params.id);
    return found === undefined
      ? reply.code(404).type('text/plain').send('The resource cannot be found.')
      : fullApp(found);
  });
}

/** Services and the administrator see all users, others themselves. */
function usersFor(user: QlikUser): readonly Account[] {
  const isAdministrator = user.userDirectory.toUpperCase() === 'INTERNAL' || userKey(user) === userKey(OWNER);
  return DEMO_ACCOUNTS.filter(
    ({ userId }) => isAdministrator || userKey({ userDirectory: DEMO_DIRECTORY, userId }) === userKey(user),
  );
}

function condensedUser({ userId, userName }: Account): object {
  return {
    id: userId === OWNER.userId ? OWNER.id : guidOf(`user/${userId}`),
    userId,
    userDirectory: DEMO_DIRECTORY,
    name: userName,
    privileges: ['read'],
  };
}

function fullUser(account: Account): object {
  return {
    ...condensedUser(account),
    createdDate: '2024-02-01T09:00:00.000Z',
    modifiedDate: '2024-02-01T09:00:00.000Z',
    modifiedByUserName: 'INTERNAL\\sa_repository',
    customProperties: [],
    roles: account.userId === OWNER.userId ? ['RootAdmin'] : [],
    attributes: [],
    inactive: !account.isActive,
    removedExternally: false,
    blacklisted: false,
    deleteProhibited: account.userId === OWNER.userId,
    tags: [],
    schemaPath: 'User',
  };
}

/** The same id for the same name, in the form of a GUID. */
function guidOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function condensedApp({ app, stream: itsStream }: PublishedApp): object {
  return {
    id: app.id,
    name: app.name,
    appId: '',
    publishTime: app.updatedAt,
    published: true,
    stream: stream(itsStream),
    savedInProductVersion: '14.212.13',
    migrationHash: '',
    availabilityStatus: 0,
    privileges: ['read'],
  };
}

function fullApp(published: PublishedApp): object {
  const { app } = published;
  return {
    ...condensedApp(published),
    createdDate: app.createdAt,
    modifiedDate: app.updatedAt,
    modifiedByUserName: 'SANDBOX\\ada',
    customProperties: [],
    owner: OWNER,
    tags: [],
    description: app.description,
    fileSize: 0,
    lastReloadTime: app.lastReloadTime,
    thumbnail: '',
    dynamicColor: '',
    schemaPath: 'App',
  };
}

function stream({ id, name }: Stream): object {
  return { id, name, privileges: ['read'] };
}
