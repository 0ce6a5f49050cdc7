import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { badBody, forbidden, notFound, QlikError } from '../rest/qlik-error.ts';
import { replacements } from '../rest/replacements.ts';
import { userBody } from '../rest/user-routes.ts';
import { type Caller, hasAdminScope } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import {
  changedUser,
  OWN_PATHS,
  PATCHED_PATHS,
  type Reference,
  rolesOf,
  type UserOperation,
} from './user-changes.ts';
import type { User } from './user.ts';

interface NewUser {
  readonly subject: string;
  readonly name?: string;
  readonly email?: string;
  readonly picture?: string;
  readonly status?: 'active' | 'invited';
  readonly assignedRoles?: readonly Reference[];
}

const text = { type: 'string', minLength: 1, maxLength: 256 };
const createBody = {
  type: 'object',
  required: ['subject'],
  properties: {
    subject: text,
    name: text,
    email: { ...text, pattern: '^[^@\\s]+@[^@\\s]+$' },
    picture: { type: 'string', maxLength: 2048 },
    tenantId: { type: 'string' },
    // Qlik's documentation has `invited` only; its impersonation sample sends `active`.
    status: { type: 'string', enum: ['active', 'invited'] },
    assignedRoles: {
      type: 'array',
      items: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } },
    },
  },
};
const patchBody = replacements(PATCHED_PATHS);

interface UserParams {
  userId: string;
}

/** Creating, changing and deleting users (https://qlik.dev/apis/rest/users/): for tenant admins, OAuth clients with the scope `admin.users`. */
export function userManagementRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { users } = tenant;

  api.post<{ Body: NewUser }>('/users', { schema: { body: createBody } }, async (request, reply) => {
    requireManager(callers.credentialOf(request));
    const { subject, name = subject, email, picture, status = 'active', assignedRoles = [] } = request.body;
    requireFree(tenant, subject, email);
    if (status === 'invited' && email === undefined) {
      throw badBody('USERS', '/email', 'An invited user needs an e-mail address.');
    }
    const user = users.put({
      id: randomBytes(12).toString('hex'),
      subject,
      name,
      email: email ?? '',
      status,
      roles: rolesOf(assignedRoles, '/assignedRoles'),
      createdAt: new Date(tenant.now()).toISOString(),
      canSignIn: false,
      purpose: 'Created by the API',
      ...(picture === undefined ? {} : { picture }),
    });
    return reply.code(201).send(userBody(tenant, user));
  });

  api.patch<{ Params: UserParams; Body: readonly UserOperation[] }>(
    '/users/:userId',
    { schema: { body: patchBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      const user = existing(tenant, request.params.userId);
      const isOwnChange =
        caller.user.id === user.id && request.body.every(({ path }) => OWN_PATHS.includes(path));
      if (!isOwnChange) requireManager(caller);
      users.put(changedUser(tenant, user, request.body));
      return reply.code(204).send();
    },
  );

  api.delete<{ Params: UserParams }>('/users/:userId', async (request, reply) => {
    const caller = callers.credentialOf(request);
    requireManager(caller);
    const user = existing(tenant, request.params.userId);
    if (user.id === caller.user.id) {
      throw new QlikError(400, {
        code: 'USERS-400',
        title: 'Bad request',
        detail: 'Users cannot delete themselves.',
      });
    }
    users.remove(user);
    tenant.spaces.removeAssignee(user.id);
    tenant.sessions.endAll(user.id);
    tenant.tokens.expireNow({ userId: user.id, refreshTokens: true });
    return reply.code(204).send();
  });
}

function existing(tenant: TenantContext, id: string): User {
  const user = tenant.users.byId(id);
  if (user === undefined || user.sharedAppId !== undefined) throw notFound('USERS', 'There is no such user.');
  return user;
}

function requireManager(caller: Caller): void {
  if (!hasAdminScope(caller, 'admin.users')) {
    throw forbidden('USERS', 'Users are managed by tenant admins, or with the scope admin.users.');
  }
}

/** @throws {QlikError} 409: subjects and addresses are unique in a tenant, without regard to case (assumed) */
function requireFree(tenant: TenantContext, subject: string, email: string | undefined): void {
  const isTaken = tenant.users.all.some(
    (user) =>
      user.subject.toLowerCase() === subject.toLowerCase() ||
      (email !== undefined && user.email.toLowerCase() === email.toLowerCase()),
  );
  if (isTaken) {
    throw new QlikError(409, {
      code: 'USERS-409',
      title: 'Conflict',
      detail: 'There is a user with this subject or e-mail address already.',
    });
  }
}
