import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  AuthorizationRefusal,
  type AuthorizationRequest,
  readAuthorizationRequest,
} from '../oauth/authorization-request.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { Interaction } from './interactions.ts';
import { type CurrentSession, field, type SignInFlow } from './sign-in-flow.ts';
import { consentPage } from './sign-in-pages.ts';

/** `/oauth/authorize` and the consent page behind it. */
export function authorizeRoutes(app: FastifyInstance, tenant: TenantContext, flow: SignInFlow): void {
  app.get('/oauth/authorize', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const query = request.raw.url?.split('?').slice(1).join('?') ?? '';
    let authorization: AuthorizationRequest;
    try {
      authorization = readAuthorizationRequest(query, tenant.clients);
    } catch (error) {
      if (error instanceof AuthorizationRefusal) {
        return reply.redirect(error.locationFrom(tenant.origin()));
      }
      throw error;
    }
    return flow.begin(request, reply, { kind: 'authorize', request: authorization }, authorization);
  });

  app.get('/oauth/consent', async (request, reply) => {
    const asked = findConsent(flow, request, request.query);
    if (asked === undefined) {
      return flow.sendGone(reply);
    }
    const { interaction, authorization, current } = asked;
    const markup = consentPage({
      tenantName: tenant.name,
      interactionId: interaction.id,
      request: authorization,
      user: current.user,
    });
    return flow.sendPage(reply, 200, markup, interaction);
  });

  app.post('/oauth/consent', async (request, reply) => {
    const asked = findConsent(flow, request, request.body);
    if (asked === undefined) {
      return flow.sendGone(reply);
    }
    const { interaction, authorization, current } = asked;
    if (field(request.body, 'decision') !== 'allow') {
      tenant.interactions.end(interaction.id);
      const refusal = new AuthorizationRefusal(
        authorization,
        'access_denied',
        'The user refused the consent.',
      );
      return reply.redirect(refusal.locationFrom(tenant.origin()));
    }
    tenant.interactions.rememberConsent(current.user.id, authorization);
    return flow.finish(reply, interaction, current);
  });
}

interface PendingConsent {
  readonly interaction: Interaction;
  readonly authorization: AuthorizationRequest;
  readonly current: CurrentSession;
}

/** The pending authorization for this user's consent; undefined when there is none. */
function findConsent(flow: SignInFlow, request: FastifyRequest, source: unknown): PendingConsent | undefined {
  const interaction = flow.find(request, source);
  const current = flow.current(request);
  if (
    interaction?.goal.kind !== 'authorize' ||
    current === undefined ||
    flow.isTooOld(interaction, current.tenantSession)
  ) {
    return undefined;
  }
  return { interaction, authorization: interaction.goal.request, current };
}
