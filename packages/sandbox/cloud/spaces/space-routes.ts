import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { pageLinks, paginate, readSort } from '../rest/paging.ts';
import { badBody, badParameter, forbidden, notFound, QlikError } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';
import { ALL_ROLES, type Space, SPACE_TYPES, type SpaceType } from './space.ts';
import {
  actionsIn,
  type Caller,
  canSee,
  isAdmin,
  isSpaceRole,
  rolesIn,
  type SpaceAction,
} from './space-access.ts';
import { spaceBody } from './space-body.ts';

interface SpacesQuery {
  action?: 'publish';
  'environment.name'?: string;
  environmentId?: string;
  limit: number;
  name?: string;
  next?: string;
  prev?: string;
  ownerId?: string;
  roles?: string;
  sort?: string;
  type?: string;
}

const spacesQuery = {
  type: 'object',
  properties: {
    action: { type: 'string', enum: ['publish'] },
    'environment.name': { type: 'string' },
    environmentId: { type: 'string' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    name: { type: 'string', maxLength: 256 },
    next: { type: 'string' },
    prev: { type: 'string' },
    ownerId: { type: 'string' },
    roles: { type: 'string' },
    sort: { type: 'string', pattern: '^[+ -]?(type|name|createdAt)$' },
    type: { type: 'string' },
  },
};

/** The pattern that Qlik documents for names of spaces. */
const name = { type: 'string', minLength: 1, maxLength: 256, pattern: '^[^"*?<>/|\\\\:]+$' };
const description = { type: 'string', maxLength: 512 };
const createBody = {
  type: 'object',
  required: ['name', 'type'],
  properties: { name, description, type: { type: 'string', enum: SPACE_TYPES } },
};
const updateBody = { type: 'object', properties: { name, description, ownerId: { type: 'string' } } };
const patchBody = {
  type: 'array',
  items: {
    type: 'object',
    required: ['op', 'path', 'value'],
    properties: {
      op: { type: 'string', enum: ['replace'] },
      path: { type: 'string', enum: ['/name', '/ownerId', '/description'] },
      value: { type: 'string' },
    },
  },
};

type SpaceChange = Partial<Pick<Space, 'name' | 'description' | 'ownerId'>>;
interface SpaceParams {
  spaceId: string;
}

/** The `spaces` API (https://qlik.dev/apis/rest/spaces/), without shares. */
export function spaceRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { spaces } = tenant;

  const visible = (request: FastifyRequest<{ Params: SpaceParams }>): { space: Space; caller: Caller } => {
    const caller = callers.credentialOf(request);
    return { space: visibleSpace(tenant, caller, request.params.spaceId), caller };
  };

  const change = (request: FastifyRequest<{ Params: SpaceParams }>, changes: SpaceChange): object => {
    const { space, caller } = visible(request);
    if (changes.ownerId !== undefined && changes.ownerId !== space.ownerId) {
      requireAction(space, caller, 'change_owner');
      if (tenant.users.byId(changes.ownerId) === undefined) {
        throw badBody('SPACES', '/ownerId', 'There is no such user.');
      }
    }
    requireAction(space, caller, 'update');
    requireFreeName(tenant, changes.name, space.id);
    const updatedAt = new Date(tenant.now()).toISOString();
    return spaceBody(tenant, spaces.put({ ...space, ...changes, updatedAt }), caller);
  };

  api.get<{ Querystring: SpacesQuery }>(
    '/spaces',
    { schema: { querystring: spacesQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { query } = request;
      const matches = compileFilter(query, caller);
      const rows = spaces.all.filter((space) => canSee(space, caller) && matches(space));
      const sort = readSort(query.sort, '+name');
      const page = paginate(
        'SPACES',
        rows,
        { limit: query.limit, next: query.next, prev: query.prev, sort },
        sortKey,
      );
      return {
        data: page.data.map((space) => spaceBody(tenant, space, caller)),
        meta: {
          count: rows.length,
          personalSpace: { actions: ['create', 'read', 'update', 'delete'], resourceType: 'personal' },
        },
        links: pageLinks(tenant.origin(), request.url, page),
      };
    },
  );

  api.get('/spaces/types', async () => ({ data: SPACE_TYPES }));

  api.post<{ Body: { name: string; type: SpaceType; description?: string } }>(
    '/spaces',
    { schema: { body: createBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      if (!isAdmin(caller)) {
        throw forbidden('SPACES', 'You may not create spaces in this tenant.');
      }
      requireFreeName(tenant, request.body.name);
      const now = new Date(tenant.now()).toISOString();
      const { id: ownerId } = caller.user;
      const space = spaces.put({
        id: randomBytes(12).toString('hex'),
        name: request.body.name,
        type: request.body.type,
        description: request.body.description ?? '',
        ownerId,
        createdAt: now,
        createdBy: ownerId,
        updatedAt: now,
        assignments: [],
      });
      return reply.code(201).send(spaceBody(tenant, space, caller));
    },
  );

  api.get<{ Params: SpaceParams }>('/spaces/:spaceId', async (request) => {
    const { space, caller } = visible(request);
    return spaceBody(tenant, space, caller);
  });

  api.put<{ Params: SpaceParams; Body: SpaceChange }>(
    '/spaces/:spaceId',
    { schema: { body: updateBody } },
    async (request) => change(request, request.body),
  );

  api.patch<{ Params: SpaceParams; Body: { path: string; value: string }[] }>(
    '/spaces/:spaceId',
    { schema: { body: patchBody } },
    async (request) => {
      const changes = Object.fromEntries(request.body.map(({ path, value }) => [path.slice(1), value]));
      if (changes['name'] !== undefined && !/^[^"*?<>/|\\:]{1,256}$/.test(changes['name'])) {
        throw badBody(
          'SPACES',
          '/name',
          'The name is empty, too long or has characters that are not allowed.',
        );
      }
      return change(request, changes);
    },
  );

  api.delete<{ Params: SpaceParams }>('/spaces/:spaceId', async (request, reply) => {
    const { space, caller } = visible(request);
    requireAction(space, caller, 'delete');
    if (tenant.items.hasItemsIn(space.id)) {
      throw new QlikError(412, {
        code: 'SPACES-412',
        title: 'Space is not empty',
        detail: 'Delete or move its resources first.',
      });
    }
    spaces.remove(space.id);
    return reply.code(204).send();
  });
}

/** @throws {QlikError} 404, also when the caller has no role in the space. */
export function visibleSpace(tenant: TenantContext, caller: Caller, id: string): Space {
  const space = tenant.spaces.find(id);
  if (space === undefined || !canSee(space, caller)) {
    throw notFound('SPACES', `There is no space “${id}” that you may see.`);
  }
  return space;
}

function requireAction(space: Space, caller: Caller, action: SpaceAction): void {
  if (!actionsIn(space, caller).includes(action)) {
    throw forbidden('SPACES', `You have no right to “${action}” in this space.`);
  }
}

function requireFreeName(tenant: TenantContext, wanted: string | undefined, exceptId?: string): void {
  if (wanted !== undefined && tenant.spaces.isNameTaken(wanted, exceptId)) {
    throw new QlikError(409, {
      code: 'SPACES-409',
      title: 'Conflict',
      detail: `There is a space named “${wanted}” already.`,
    });
  }
}

function compileFilter(query: SpacesQuery, caller: Caller): (space: Space) => boolean {
  const tests: ((space: Space) => boolean)[] = [];
  const types = list(query.type);
  if (types !== undefined) {
    const unknown = types.find((type) => !SPACE_TYPES.some((known) => known === type));
    if (unknown !== undefined) {
      throw badParameter(
        'SPACES',
        'type',
        `“${unknown}” is no type of space; there are ${SPACE_TYPES.join(', ')}.`,
      );
    }
    tests.push((space) => types.includes(space.type));
  }
  const roles = list(query.roles);
  if (roles !== undefined) {
    const unknown = roles.find((role) => !isSpaceRole(role));
    if (unknown !== undefined) {
      throw badParameter('SPACES', 'roles', `“${unknown}” is no role; there are ${ALL_ROLES.join(', ')}.`);
    }
    tests.push((space) => rolesIn(space, caller).some((role) => roles.includes(role)));
  }
  if (query.name !== undefined) {
    const wanted = query.name.toLowerCase();
    tests.push((space) => space.name.toLowerCase().includes(wanted));
  }
  if (query.ownerId !== undefined) {
    tests.push((space) => space.ownerId === query.ownerId);
  }
  if (query.action === 'publish') {
    tests.push((space) => actionsIn(space, caller).includes('publish'));
  }
  // No space of the sandbox is linked to an environment: an empty value asks for these, any other finds nothing.
  for (const environment of [query['environment.name'], query.environmentId]) {
    if (environment !== undefined && environment !== '') {
      tests.push(() => false);
    }
  }
  return (space) => tests.every((test) => test(space));
}

function list(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function sortKey(space: Space, field: string): string {
  return field === 'type' ? space.type : field === 'createdAt' ? space.createdAt : space.name;
}
