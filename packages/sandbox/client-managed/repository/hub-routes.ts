import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { QlikUser } from '../users/qlik-user.ts';
import type { PublishedApp, PublishedApps, Stream } from '../streams/published-apps.ts';

const OWNER = { type: 'User', id: '7b13f7d5-97dd-4502-9ab5-1a3ffae7f07b' };
const INCLUDED = [
  {
    ...OWNER,
    attributes: { name: 'Ada Lovelace', userId: 'ada', userDirectory: 'SANDBOX', privileges: null },
  },
];

/**
 * Adds the hub's API, in JSON:API form. `apps/user` lists every app that the user can see, with its stream. A real server
 * lists the apps that the user owns or published; in the sandbox most users would get an empty list.
 */
export function hubRoutes(
  scope: FastifyInstance,
  apps: PublishedApps,
  userOf: (request: FastifyRequest) => QlikUser,
): void {
  scope.get('/apps/user', async (request) => ({
    data: apps.appsFor(userOf(request)).map(app),
    included: INCLUDED,
  }));
  scope.get<{ Params: { id: string } }>('/apps/stream/:id', async (request) => ({
    data: apps
      .appsFor(userOf(request))
      .filter((entry) => entry.stream.id === request.params.id)
      .map(app),
    included: INCLUDED,
  }));
  scope.get('/streams', async (request) => ({
    data: apps.streamsFor(userOf(request)).map(stream),
    included: INCLUDED,
  }));
  scope.get('/user/info', async (request) => {
    const { userDirectory, userId, userName } = userOf(request);
    const attributes = { name: userName, userId, userDirectory, privileges: ['read'] };
    return {
      data: [{ type: 'User', id: `${userDirectory}\\${userId}`, attributes }],
      links: { self: '/user/info/' },
    };
  });
}

function app({ app: summary, stream: itsStream }: PublishedApp): object {
  return {
    type: 'App',
    id: summary.id,
    attributes: {
      name: summary.name,
      description: summary.description,
      createdDate: summary.createdAt,
      modifiedDate: summary.updatedAt,
      lastReloadTime: summary.lastReloadTime,
      publishTime: summary.updatedAt,
      published: true,
      fileSize: 0,
      thumbnail: '',
      dynamicColor: '',
      availabilityStatus: 0,
      privileges: ['read'],
    },
    relationships: {
      owner: { data: OWNER },
      stream: { data: { type: 'Stream', id: itsStream.id } },
    },
  };
}

function stream({ id, name }: Stream): object {
  return {
    type: 'Stream',
    id,
    attributes: { name, modifiedDate: '2024-03-01T08:00:00.000Z', privileges: ['read'] },
    relationships: { owner: { data: OWNER } },
  };
}
