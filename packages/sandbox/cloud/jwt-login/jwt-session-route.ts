import type { FastifyInstance } from 'fastify';
import { bearerToken } from '../authentication/authenticator.ts';
import { objectId } from '../users/object-id.ts';
import type { User } from '../users/user.ts';
import type { Callers } from '../rest/caller.ts';
import { QlikError, unauthorized } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';
import { checkJwt } from './jwt-check.ts';
import type { JwtUser } from './jwt-claims.ts';
import { UsedTokenIds } from './used-token-ids.ts';

/**
 * `POST /login/jwt-session` (https://qlik.dev/apis/rest/login/): a session for the user that a JWT names.
 *
 * Register it in a separate scope: it accepts any body there. The user is created when the tenant does not know it, and takes name, email and groups from the JWT each time.
 */
export function jwtSessionRoute(app: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { identityProviders: providers, sessions, sessionCookies, users, now } = tenant;
  const checks = { providers, usedIds: new UsedTokenIds(now), now };

  // All is in the headers. Qlik's samples name a content type of JSON and send no body, which a parser would refuse.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null));

  app.post('/login/jwt-session', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { origin } = request.headers;
    const integration = tenant.integrations.namedBy(request);
    const isOwnPage = origin === undefined || origin === tenant.origin();
    if (!isOwnPage && integration?.validOrigins.includes(origin) !== true) {
      throw unauthorized(`The origin ${origin} is not in the web integration that the call names.`);
    }
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) {
      throw unauthorized('This call needs a JWT in the header Authorization: Bearer.');
    }
    const claims = await checkJwt(token, checks);
    const user = users.put(userOf(tenant, claims));
    callers.note(request.raw, { kind: 'jwt', client: integration?.id ?? '', user: user.subject });
    if (user.status !== 'active') {
      throw new QlikError(403, {
        code: 'AUTH-5',
        title: 'Forbidden',
        detail: 'User is not a member of tenant',
      });
    }
    sessions.end(sessionCookies.read(request.headers.cookie));
    sessionCookies.write(reply, sessions.begin(user.id));
    return {};
  });
}

function userOf(tenant: TenantContext, { subject, name, email, groups }: JwtUser): User {
  const known = tenant.users.bySubject(subject);
  const base: User = known ?? {
    id: objectId('user', `${tenant.id}/jwt/${subject}`),
    subject,
    name,
    email,
    status: 'active',
    roles: [],
    createdAt: new Date(tenant.now()).toISOString(),
    canSignIn: false,
    purpose: 'Came by JWT',
  };
  const custom = (base.groupIds ?? []).filter((id) => tenant.groups.find(id)?.providerType === 'custom');
  return {
    ...base,
    // The first sign-in accepts an invitation.
    status: base.status === 'invited' ? 'active' : base.status,
    name,
    email,
    groupIds: [...tenant.groups.ofIdentityProvider(groups, base.id), ...custom],
  };
}
