import type { FastifyInstance } from 'fastify';
import { QlikError } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { Interaction, SignInOptions } from './interactions.ts';
import { readReturnAddress } from './return-address.ts';
import { field, type SignInFlow } from './sign-in-flow.ts';
import { messagePage } from './sign-in-pages.ts';

/** Adds `/login`, for pending sign-ins of OAuth clients and for pages that need the tenant's session, and `/logout`. */
export function loginRoutes(app: FastifyInstance, tenant: TenantContext, flow: SignInFlow): void {
  app.get('/login', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (field(request.query, 'interaction') !== '') {
      const interaction = flow.find(request, request.query);
      return interaction === undefined ? flow.sendGone(reply) : flow.sendSignIn(reply, 200, interaction);
    }
    const returnTo = readReturnAddress(
      field(request.query, 'returnto') || '/',
      tenant.origin(),
      tenant.integrations.namedBy(request),
    );
    return flow.begin(request, reply, { kind: 'return', returnTo }, readSignInOptions(request.query));
  });

  app.post('/login', async (request, reply) => {
    const interaction = flow.find(request, request.body);
    if (interaction === undefined) {
      return flow.sendGone(reply);
    }
    const user = tenant.users.bySubject(field(request.body, 'user'));
    if (user === undefined || !user.canSignIn) {
      requireMembership(interaction);
      return flow.sendSignIn(reply, 401, interaction, 'There is no such user. Choose one of these.');
    }
    if (user.status !== 'active') {
      requireMembership(interaction);
      const text = `${user.name} is disabled in this tenant and cannot sign in.`;
      return flow.sendSignIn(reply, 403, interaction, text);
    }
    const current = flow.signIn(request, reply, user);
    interaction.hasSignedIn = true;
    return flow.advance(reply, interaction, current);
  });

  app.get('/logout', async (request, reply) => {
    tenant.sessions.end(tenant.sessionCookies.read(request.headers.cookie));
    tenant.sessionCookies.clear(reply);
    return flow.sendPage(
      reply,
      200,
      messagePage('Signed out', `You are signed out of ${tenant.name}. You can close this page.`),
    );
  });
}

/** Throws Qlik's error for a user that is not a member, where no OAuth client started the sign-in. @throws {QlikError} */
function requireMembership({ goal }: Interaction): void {
  if (goal.kind === 'return') {
    throw new QlikError(403, {
      code: 'AUTH-5',
      title: 'Forbidden',
      detail: 'User is not a member of tenant',
    });
  }
}

function readSignInOptions(query: unknown): SignInOptions {
  const maxAge = field(query, 'max_age');
  return {
    loginHint: field(query, 'login_hint') || undefined,
    maxAge: /^\d{1,9}$/.test(maxAge) ? Number(maxAge) : undefined,
    prompt: new Set(field(query, 'prompt').split(' ')),
  };
}
