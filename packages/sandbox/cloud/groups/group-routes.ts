import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { compileFilter, type FilterFields } from '../rest/filter.ts';
import { pageLinks, paginate, readSort } from '../rest/paging.ts';
import { badBody, forbidden, notFound, QlikError } from '../rest/qlik-error.ts';
import { replacements } from '../rest/replacements.ts';
import { type Caller, isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { ALL_USERS, type Group } from './group.ts';

interface GroupsQuery {
  filter?: string;
  limit: number;
  next?: string;
  prev?: string;
  sort?: string;
  systemGroups?: boolean;
  totalResults?: boolean;
}

const groupsQuery = {
  type: 'object',
  properties: {
    filter: { type: 'string', maxLength: 2000 },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    next: { type: 'string' },
    prev: { type: 'string' },
    sort: { type: 'string', pattern: '^[+ -]?(name|id|createdAt)$' },
    systemGroups: { type: 'boolean' },
    totalResults: { type: 'boolean' },
  },
};
const name = { type: 'string', minLength: 1, maxLength: 256 };
const description = { type: 'string', maxLength: 512 };
const createBody = {
  type: 'object',
  required: ['name'],
  properties: {
    name,
    description,
    providerType: { type: 'string', enum: ['idp', 'custom'], default: 'idp' },
    status: { type: 'string', enum: ['active'] },
    assignedRoles: { type: 'array', maxItems: 0 },
  },
};
// Qlik's types have no slash in front; its users' patches have one.
const patchBody = replacements(['name', 'description', '/name', '/description'], name);
const settingsBody = replacements(['/autoCreateGroups', '/syncIdpGroups'], { type: 'boolean' });
const CREATED = '2024-01-08T08:00:00.000Z';

const FIELDS: FilterFields<Group> = {
  service: 'GROUPS',
  fields: {
    id: (group) => [group.id],
    name: (group) => [group.name],
    providertype: (group) => [group.providerType],
    status: () => ['active'],
  },
  contains: new Set(['name']),
};

interface GroupParams {
  groupId: string;
}

/** The `groups` API (https://qlik.dev/apis/rest/groups/): all users read, tenant admins change. Groups have no roles here. */
export function groupRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { groups } = tenant;

  const listing = (url: string, query: GroupsQuery): object => {
    if (query.systemGroups === true) {
      return {
        data: [allUsersBody(tenant)],
        links: { self: { href: new URL(url, tenant.origin()).href } },
      };
    }
    const rows = groups.all.filter(compileFilter(query.filter, FIELDS));
    const { limit, next, prev } = query;
    const page = paginate(
      'GROUPS',
      rows,
      { limit, next, prev, sort: readSort(query.sort, '+name') },
      (group, field) => (field === 'id' ? group.id : field === 'createdAt' ? group.createdAt : group.name),
    );
    return {
      data: page.data.map((group) => groupBody(tenant, group)),
      links: pageLinks(tenant.origin(), url, page),
      ...(query.totalResults === true ? { totalResults: rows.length } : {}),
    };
  };

  api.get<{ Querystring: GroupsQuery }>(
    '/groups',
    { schema: { querystring: groupsQuery } },
    async ({ url, query }) => listing(url, query),
  );

  api.post<{ Querystring: GroupsQuery; Body: { filter?: string } | null }>(
    '/groups/actions/filter',
    { schema: { querystring: groupsQuery } },
    async ({ url, query, body }) => {
      const filter = body?.filter;
      return listing(url, { ...query, ...(filter === undefined ? {} : { filter }) });
    },
  );

  api.post<{ Body: Pick<Group, 'name' | 'description' | 'providerType'> }>(
    '/groups',
    { schema: { body: createBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      requireAdmin(caller);
      const { name: wanted, description: about, providerType } = request.body;
      requireFree(tenant, wanted);
      const group = groups.add({
        name: wanted,
        providerType,
        createdBy: caller.user.id,
        ...(about === undefined ? {} : { description: about }),
      });
      return reply.code(201).send(groupBody(tenant, group));
    },
  );

  api.get('/groups/settings', async (request) => {
    requireAdmin(callers.credentialOf(request));
    return {
      tenantId: tenant.id,
      autoCreateGroups: groups.createsAtLogin,
      syncIdpGroups: groups.createsAtLogin,
      systemGroups: {
        [ALL_USERS.id]: {
          ...ALL_USERS,
          enabled: true,
          assignedRoles: [],
          createdAt: CREATED,
          lastUpdatedAt: CREATED,
        },
      },
      links: { self: { href: `${tenant.origin()}/api/v1/groups/settings` } },
    };
  });

  api.patch<{ Body: readonly { readonly value: boolean }[] }>(
    '/groups/settings',
    { schema: { body: settingsBody } },
    async (request, reply) => {
      requireAdmin(callers.credentialOf(request));
      for (const { value } of request.body) groups.createsAtLogin = value;
      return reply.code(204).send();
    },
  );

  api.get<{ Params: GroupParams }>('/groups/:groupId', async ({ params }) =>
    params.groupId === ALL_USERS.id
      ? allUsersBody(tenant)
      : groupBody(tenant, existing(tenant, params.groupId)),
  );

  api.patch<{ Params: GroupParams; Body: readonly { readonly path: string; readonly value: string }[] }>(
    '/groups/:groupId',
    { schema: { body: patchBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      requireAdmin(caller);
      const group = existing(tenant, request.params.groupId);
      if (group.providerType !== 'custom') {
        throw badBody('GROUPS', '/0/path', 'Only custom groups can be renamed.');
      }
      const changes = Object.fromEntries(
        request.body.map(({ path, value }) => [path.replace(/^\//, ''), value]),
      );
      if (changes['name'] !== undefined) requireFree(tenant, changes['name'], group.id);
      const lastUpdatedAt = new Date(tenant.now()).toISOString();
      groups.put({ ...group, ...changes, lastUpdatedAt, updatedBy: caller.user.id });
      return reply.code(204).send();
    },
  );

  api.delete<{ Params: GroupParams }>('/groups/:groupId', async (request, reply) => {
    requireAdmin(callers.credentialOf(request));
    const { id } = existing(tenant, request.params.groupId);
    groups.remove(id);
    tenant.spaces.removeAssignee(id);
    for (const user of tenant.users.all) {
      if (user.groupIds?.includes(id) !== true) continue;
      tenant.users.put({ ...user, groupIds: user.groupIds.filter((each) => each !== id) });
    }
    return reply.code(204).send();
  });
}

function groupBody(tenant: TenantContext, group: Group): object {
  return {
    ...group,
    tenantId: tenant.id,
    status: 'active',
    assignedRoles: [],
    links: { self: { href: `${tenant.origin()}/api/v1/groups/${group.id}` } },
  };
}

function allUsersBody(tenant: TenantContext): object {
  return {
    ...ALL_USERS,
    tenantId: tenant.id,
    status: 'active',
    assignedRoles: [],
    createdAt: CREATED,
    lastUpdatedAt: CREATED,
    links: { self: { href: `${tenant.origin()}/api/v1/groups/${ALL_USERS.id}` } },
  };
}

function existing(tenant: TenantContext, id: string): Group {
  const group = tenant.groups.find(id);
  if (group === undefined) throw notFound('GROUPS', 'There is no such group.');
  return group;
}

/** Qlik documents no scope for groups but `admin_classic`. */
function requireAdmin(caller: Caller): void {
  if (!isAdmin(caller)) {
    throw forbidden('GROUPS', 'Groups are managed by tenant admins, or with the scope admin_classic.');
  }
}

function requireFree(tenant: TenantContext, wanted: string, exceptId?: string): void {
  const holder = tenant.groups.byName(wanted);
  if (wanted === ALL_USERS.name || (holder !== undefined && holder.id !== exceptId)) {
    throw new QlikError(409, {
      code: 'GROUPS-409',
      title: 'Conflict',
      detail: `There is a group named “${wanted}” already.`,
    });
  }
}
