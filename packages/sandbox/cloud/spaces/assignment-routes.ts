import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { pageLinks, paginate } from '../rest/paging.ts';
import { badBody, forbidden, notFound, QlikError } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';
import { ALL_ROLES, ASSIGNABLE_ROLES, type Assignment, type Space, type SpaceRole } from './space.ts';
import { canManageMembers, type Caller } from './space-access.ts';
import { assignmentBody } from './space-body.ts';
import { visibleSpace } from './space-routes.ts';

interface AssignmentsQuery {
  assigneeId?: string;
  limit: number;
  next?: string;
  prev?: string;
  type?: Assignment['type'];
}

const type = { type: 'string', enum: ['user', 'group', 'bot'] };
const roles = { type: 'array', minItems: 1, items: { type: 'string', enum: ALL_ROLES } };
const assignmentsQuery = {
  type: 'object',
  properties: {
    assigneeId: { type: 'string' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    next: { type: 'string' },
    prev: { type: 'string' },
    type,
  },
};
const createBody = {
  type: 'object',
  required: ['assigneeId', 'roles', 'type'],
  properties: { assigneeId: { type: 'string' }, roles, type },
};
const updateBody = { type: 'object', required: ['roles'], properties: { roles } };

interface AssignmentParams {
  spaceId: string;
  assignmentId: string;
}

/** Members of a space: `/spaces/{id}/assignments`. Every member may read the list, those who manage the space may change it. */
export function assignmentRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const store = (space: Space, assignments: readonly Assignment[]): void => {
    tenant.spaces.put({ ...space, assignments });
  };

  const managed = (caller: Caller, spaceId: string): Space => {
    const space = visibleSpace(tenant, caller, spaceId);
    if (!canManageMembers(space, caller)) {
      throw forbidden('SPACES', 'You have no right to manage the members of this space.');
    }
    return space;
  };

  api.get<{ Params: { spaceId: string }; Querystring: AssignmentsQuery }>(
    '/spaces/:spaceId/assignments',
    { schema: { querystring: assignmentsQuery } },
    async (request) => {
      const { query } = request;
      const space = visibleSpace(tenant, callers.credentialOf(request), request.params.spaceId);
      const rows = space.assignments.filter(
        (assignment) =>
          (query.assigneeId === undefined || assignment.assigneeId === query.assigneeId) &&
          (query.type === undefined || assignment.type === query.type),
      );
      const { limit, next, prev } = query;
      const page = paginate(
        'SPACES',
        rows,
        { limit, next, prev, sort: '+createdAt' },
        (row) => row.createdAt,
      );
      return {
        data: page.data.map((assignment) => assignmentBody(tenant, space, assignment)),
        meta: { count: rows.length },
        links: pageLinks(tenant.origin(), request.url, page),
      };
    },
  );

  api.post<{ Params: { spaceId: string }; Body: Pick<Assignment, 'assigneeId' | 'type' | 'roles'> }>(
    '/spaces/:spaceId/assignments',
    { schema: { body: createBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      const space = managed(caller, request.params.spaceId);
      const { assigneeId } = request.body;
      requireAssignable(space, request.body.roles);
      const isGroup = request.body.type === 'group';
      if (isGroup ? !tenant.groups.isAssignable(assigneeId) : tenant.users.byId(assigneeId) === undefined) {
        throw badBody('SPACES', '/assigneeId', `There is no such ${isGroup ? 'group' : 'user'}.`);
      }
      if (space.assignments.some((assignment) => assignment.assigneeId === assigneeId)) {
        throw new QlikError(409, {
          code: 'SPACES-409',
          title: 'Conflict',
          detail: 'There is an assignment for this assignee already.',
        });
      }
      const now = new Date(tenant.now()).toISOString();
      const by = caller.user.id;
      const assignment: Assignment = {
        id: randomBytes(12).toString('hex'),
        assigneeId,
        type: request.body.type,
        roles: request.body.roles,
        createdAt: now,
        createdBy: by,
        updatedAt: now,
        updatedBy: by,
      };
      store(space, [...space.assignments, assignment]);
      return reply.code(201).send(assignmentBody(tenant, space, assignment));
    },
  );

  api.get<{ Params: AssignmentParams }>('/spaces/:spaceId/assignments/:assignmentId', async (request) => {
    const space = visibleSpace(tenant, callers.credentialOf(request), request.params.spaceId);
    return assignmentBody(tenant, space, find(space, request.params.assignmentId));
  });

  api.put<{ Params: AssignmentParams; Body: { roles: readonly SpaceRole[] } }>(
    '/spaces/:spaceId/assignments/:assignmentId',
    { schema: { body: updateBody } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const space = managed(caller, request.params.spaceId);
      const old = find(space, request.params.assignmentId);
      requireAssignable(space, request.body.roles);
      const updatedAt = new Date(tenant.now()).toISOString();
      const changed = { ...old, roles: request.body.roles, updatedAt, updatedBy: caller.user.id };
      store(
        space,
        space.assignments.map((assignment) => (assignment === old ? changed : assignment)),
      );
      return assignmentBody(tenant, space, changed);
    },
  );

  api.delete<{ Params: AssignmentParams }>(
    '/spaces/:spaceId/assignments/:assignmentId',
    async (request, reply) => {
      const space = managed(callers.credentialOf(request), request.params.spaceId);
      const old = find(space, request.params.assignmentId);
      store(
        space,
        space.assignments.filter((assignment) => assignment !== old),
      );
      return reply.code(204).send();
    },
  );
}

function find(space: Space, id: string): Assignment {
  const assignment = space.assignments.find((candidate) => candidate.id === id);
  if (assignment === undefined) {
    throw notFound('SPACES', `There is no assignment “${id}” in this space.`);
  }
  return assignment;
}

function requireAssignable(space: Space, wanted: readonly SpaceRole[]): void {
  const assignable: readonly SpaceRole[] = ASSIGNABLE_ROLES[space.type];
  const wrong = wanted.find((role) => !assignable.includes(role));
  if (wrong !== undefined) {
    throw badBody('SPACES', '/roles', `“${wrong}” cannot be given in a ${space.type} space.`);
  }
}
