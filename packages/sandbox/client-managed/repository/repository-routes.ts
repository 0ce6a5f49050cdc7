import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { QlikUser } from '../users/qlik-user.ts';
import type { PublishedApp, PublishedApps, Stream } from '../streams/published-apps.ts';

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
 * Adds the part of the Repository Service API that lists apps: about, apps and streams, as visible to the user.
 * Filters are refused, because an unfiltered list would be a wrong answer.
 */
export function repositoryRoutes(
  scope: FastifyInstance,
  apps: PublishedApps,
  userOf: (request: FastifyRequest) => QlikUser,
): void {
  scope.addHook('preHandler', async (request, reply) => {
    const { filter } = request.query as Record<string, unknown>;
    return filter === undefined
      ? undefined
      : reply.code(400).type('text/plain').send('The sandbox has no filters; fetch the list and filter it.');
  });
  scope.get('/about', async () => ABOUT);
  scope.get('/app', async (request) => apps.appsFor(userOf(request)).map(condensedApp));
  scope.get('/app/full', async (request) => apps.appsFor(userOf(request)).map(fullApp));
  scope.get('/app/hublist', async (request) => apps.appsFor(userOf(request)).map(fullApp));
  scope.get<{ Params: { id: string } }>('/app/:id', async (request, reply) => {
    const found = apps.find(userOf(request), request.params.id);
    return found === undefined
      ? reply.code(404).type('text/plain').send('The resource cannot be found.')
      : fullApp(found);
  });
  scope.get('/stream', async (request) => apps.streamsFor(userOf(request)).map(stream));
  scope.get('/stream/full', async (request) => apps.streamsFor(userOf(request)).map(stream));
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
