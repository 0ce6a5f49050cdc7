import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRecord } from '../../json/is-record.ts';
import { type QlikUser, userKey } from '../users/qlik-user.ts';
import { type ListedResource, queryResources } from './resource-query.ts';
import type { RepositorySelection, SelectionStore } from './selection-store.ts';

/** A type of entity, such as `App`, with the entities that a user sees. */
export interface EntityType {
  readonly name: string;
  readonly resourcesOf: (user: QlikUser) => readonly ListedResource[];
}

interface Places {
  readonly selections: SelectionStore;
  readonly types: readonly EntityType[];
  readonly userOf: (request: FastifyRequest) => QlikUser;
}

interface SelectionParams {
  id: string;
  type: string;
}

const body = {
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      maxItems: 10_000,
      items: {
        type: 'object',
        required: ['type', 'objectID'],
        properties: { type: { type: 'string' }, objectID: { type: 'string' } },
      },
    },
  },
};

/**
 * Adds `/selection`: sets of references to entities, made of a list or of all entities of a type, and the entities that they have. Source:
 * Qlik's help for developers, Repository Service API, "Selection". Nothing can be written through a selection.
 */
export function selectionRoutes(scope: FastifyInstance, { selections, types, userOf }: Places): void {
  const typeNamed = (given: string): EntityType | undefined =>
    types.find(({ name }) => name.toLowerCase() === given.toLowerCase());
  const typeOf = (request: FastifyRequest<{ Params: { type: string } }>): EntityType | undefined =>
    typeNamed(request.params.type);

  const answer = (selection: RepositorySelection, user: QlikUser): object => ({
    id: selection.id,
    createdDate: selection.createdDate,
    modifiedDate: selection.createdDate,
    modifiedByUserName: `${user.userDirectory}\\${user.userId}`,
    items: selection.items.map(({ type, objectID }) => ({
      type,
      objectID,
      objectName: nameOf(type, objectID, user),
    })),
    privileges: null,
    schemaPath: 'Selection',
  });

  const nameOf = (type: string, id: string, user: QlikUser): string => {
    const resources = typeNamed(type)?.resourcesOf(user);
    const entity = resources?.find(({ full }) => member(full, 'id') === id);
    const name = member(entity?.full, 'name');
    return typeof name === 'string' ? name : '';
  };

  const found = (request: FastifyRequest<{ Params: { id: string } }>): RepositorySelection | undefined =>
    selections.find(userKey(userOf(request)), request.params.id);

  /** The entities of a type in a selection; undefined without that selection or type. */
  const entities = (
    request: FastifyRequest<{ Params: SelectionParams }>,
  ): readonly ListedResource[] | undefined => {
    const type = typeOf(request);
    const ids = found(request)
      ?.items.filter((item) => item.type === type?.name)
      .map(({ objectID }) => objectID);
    if (ids === undefined || type === undefined) {
      return undefined;
    }
    const chosen = type
      .resourcesOf(userOf(request))
      .filter(({ full }) => ids.includes(String(member(full, 'id'))));
    return queryResources(request, chosen);
  };

  scope.post<{ Body: { items: { type: string; objectID: string }[] } }>(
    '/selection',
    { schema: { body } },
    async (request, reply) => {
      const user = userOf(request);
      const items = request.body.items.map(({ type, objectID }) => ({
        type: typeNamed(type)?.name ?? type,
        objectID,
      }));
      return reply.code(201).send(answer(selections.create(userKey(user), items), user));
    },
  );
  scope.post<{ Params: { type: string } }>('/selection/:type', async (request, reply) => {
    const type = typeOf(request);
    if (type === undefined) {
      return notFound(reply);
    }
    const user = userOf(request);
    const items = queryResources(request, type.resourcesOf(user)).map(({ full }) => ({
      type: type.name,
      objectID: String(member(full, 'id')),
    }));
    return reply.code(201).send(answer(selections.create(userKey(user), items), user));
  });
  scope.get<{ Params: { id: string } }>('/selection/:id', async (request, reply) => {
    const selection = found(request);
    return selection === undefined ? notFound(reply) : answer(selection, userOf(request));
  });
  scope.delete<{ Params: { id: string } }>('/selection/:id', async (request, reply) =>
    selections.remove(userKey(userOf(request)), request.params.id) ? reply.code(204).send() : notFound(reply),
  );
  scope.get<{ Params: SelectionParams }>(
    '/selection/:id/:type',
    async (request, reply) => entities(request)?.map(({ condensed }) => condensed) ?? notFound(reply),
  );
  scope.get<{ Params: SelectionParams }>(
    '/selection/:id/:type/full',
    async (request, reply) => entities(request)?.map(({ full }) => full) ?? notFound(reply),
  );
  scope.get<{ Params: SelectionParams }>('/selection/:id/:type/count', async (request, reply) => {
    const chosen = entities(request);
    return chosen === undefined ? notFound(reply) : { value: chosen.length };
  });
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain').send('The resource cannot be found.');
}
