import type { FastifyInstance } from 'fastify';
import { objectId } from '../users/object-id.ts';
import { ROLE_NAMES, type RoleName, type User } from '../users/user.ts';
import { compileUserFilter } from '../users/user-filter.ts';
import { isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { Callers } from './caller.ts';
import { pageLinks, paginate, readSort } from './paging.ts';
import { notFound } from './qlik-error.ts';

/** The roles of a tenant with their descriptions. */
const ROLES: Readonly<Record<RoleName, string>> = {
  TenantAdmin: 'Manages the tenant',
  Developer: 'Creates API keys',
  SharedSpaceCreator: 'Creates shared spaces',
};

interface UsersQuery {
  filter?: string;
  limit: number;
  next?: string;
  prev?: string;
  sort?: string;
  fields?: string;
  totalResults?: boolean;
}

const usersQuery = {
  type: 'object',
  properties: {
    filter: { type: 'string', maxLength: 2000 },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    next: { type: 'string' },
    prev: { type: 'string' },
    sort: {
      type: 'string',
      pattern: '^[+ -]?(name|_id|id|tenantId|clientId|status|subject|email|inviteExpiry|createdAt)$',
    },
    fields: { type: 'string' },
    totalResults: { type: 'boolean' },
  },
};

/** Adds `users`, `tenants/me` and the small routes that clients call at start. */
export function userRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  api.get('/users/me', async (request) => {
    const { user } = callers.credentialOf(request);
    return userBody(tenant, user);
  });

  const listing = (url: string, query: UsersQuery): object => {
    const matches = compileUserFilter(query.filter);
    const rows = tenant.users.all.filter(matches);
    const sort = readSort(query.sort, '+name');
    const page = paginate(
      'USERS',
      rows,
      { limit: query.limit, next: query.next, prev: query.prev, sort },
      userSortKey,
    );
    const fields = query.fields?.split(',').map((field) => field.trim());
    return {
      data: page.data.map((user) => pick(userBody(tenant, user), fields)),
      links: pageLinks(tenant.origin(), url, page),
      ...(query.totalResults === true ? { totalResults: rows.length } : {}),
    };
  };

  api.get<{ Querystring: UsersQuery }>(
    '/users',
    { schema: { querystring: usersQuery } },
    async ({ url, query }) => listing(url, query),
  );

  api.post<{ Querystring: UsersQuery; Body: { filter?: string } | null }>(
    '/users/actions/filter',
    { schema: { querystring: usersQuery } },
    async ({ url, query, body }) => {
      const filter = body?.filter;
      return listing(url, { ...query, ...(filter === undefined ? {} : { filter }) });
    },
  );

  api.get('/users/actions/count', async () => ({ total: tenant.users.all.length }));

  api.get<{ Params: { userId: string } }>('/users/:userId', async (request) => {
    const user = tenant.users.byId(request.params.userId);
    if (user === undefined) {
      throw notFound('USERS', 'There is no such user.');
    }
    return userBody(tenant, user);
  });

  api.get('/tenants/me', async () => tenantBody(tenant));

  api.get<{ Params: { tenantId: string } }>('/tenants/:tenantId', async (request) => {
    if (request.params.tenantId !== tenant.id) {
      throw notFound('TENANTS', 'A tenant answers for itself only.');
    }
    return tenantBody(tenant);
  });

  api.get('/user-locale', async () => ({
    locale: 'en-US',
    preferredLocale: 'en-US',
    zoneinfo: 'Etc/UTC',
    preferredZoneinfo: 'Etc/UTC',
  }));

  // A bearer token needs no CSRF protection: Qlik then answers with an empty token header.
  api.get('/csrf-token', async (request, reply) => {
    const { tenantSession } = callers.credentialOf(request);
    if (tenantSession !== undefined) {
      tenant.sessionCookies.writeCsrfToken(reply, tenantSession);
    }
    return reply
      .code(204)
      .headers({ 'qlik-csrf-token': tenantSession?.csrfToken ?? '', 'cache-control': 'no-store' })
      .send();
  });

  api.get('/roles', async (request) => {
    const admin = isAdmin(callers.credentialOf(request));
    return {
      data: admin ? ROLE_NAMES.map((name) => roleDetails(tenant, name)) : [],
      links: { self: { href: `${tenant.origin()}/api/v1/roles` } },
    };
  });

  api.get<{ Params: { roleId: string } }>('/roles/:roleId', async (request) => {
    const name = isAdmin(callers.credentialOf(request))
      ? ROLE_NAMES.find((each) => objectId('role', each) === request.params.roleId)
      : undefined;
    if (name === undefined) {
      throw notFound('ROLES', 'There is no such role.');
    }
    return roleDetails(tenant, name);
  });
}

function tenantBody(tenant: TenantContext): object {
  return {
    id: tenant.id,
    name: tenant.name,
    hostnames: [new URL(tenant.origin()).host],
    createdByUser: tenant.users.bySubject('ada')?.id,
    datacenter: 'localhost',
    region: tenant.region,
    status: 'active',
    created: '2024-01-08T08:00:00.000Z',
    lastUpdated: '2024-01-08T08:00:00.000Z',
    links: { self: { href: `${tenant.origin()}/api/v1/tenants/${tenant.id}` } },
  };
}

/** A user as the API gives it (`User` of `@qlik/api/users`). */
export function userBody(tenant: TenantContext, user: User): Record<string, unknown> {
  return {
    id: user.id,
    tenantId: tenant.id,
    subject: user.subject,
    name: user.name,
    email: user.email,
    status: user.status,
    locale: 'en-US',
    zoneinfo: 'Etc/UTC',
    assignedRoles: user.roles.map(roleBody),
    assignedGroups: (user.groupIds ?? []).flatMap((id) => {
      const group = tenant.groups.find(id);
      return group === undefined ? [] : [{ id, name: group.name, providerType: group.providerType }];
    }),
    ...(user.picture === undefined ? {} : { picture: user.picture }),
    ...(user.preferredLocale === undefined ? {} : { preferredLocale: user.preferredLocale }),
    ...(user.preferredZoneinfo === undefined ? {} : { preferredZoneinfo: user.preferredZoneinfo }),
    createdAt: user.createdAt,
    lastUpdatedAt: user.lastUpdatedAt ?? user.createdAt,
    ...(user.clientId === undefined ? {} : { clientId: user.clientId }),
    links: { self: { href: `${tenant.origin()}/api/v1/users/${user.id}` } },
  };
}

function roleBody(name: string): Record<'id' | 'name' | 'type' | 'level', string> {
  return {
    id: objectId('role', name),
    name,
    type: 'default',
    level: name === 'TenantAdmin' ? 'admin' : 'user',
  };
}

function roleDetails(tenant: TenantContext, name: RoleName): object {
  const body = roleBody(name);
  return {
    ...body,
    description: ROLES[name],
    tenantId: tenant.id,
    createdAt: '2024-01-08T08:00:00.000Z',
    lastUpdatedAt: '2024-01-08T08:00:00.000Z',
    links: { self: { href: `${tenant.origin()}/api/v1/roles/${body.id}` } },
  };
}

function userSortKey(user: User, field: string): string {
  const values: Readonly<Record<string, string | undefined>> = {
    ...user,
    roles: undefined,
    groupIds: undefined,
    canSignIn: undefined,
  };
  return (field === '_id' ? user.id : values[field]) ?? '';
}

function pick(body: Record<string, unknown>, fields: readonly string[] | undefined): Record<string, unknown> {
  return fields === undefined
    ? body
    : Object.fromEntries(Object.entries(body).filter(([name]) => fields.includes(name)));
}
