import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuthorizationRefusal, readAuthorizationRequest, withQuery } from '../oauth/authorization-request.ts';
import type { User } from '../people/user.ts';
import type { TenantContext } from '../tenant-context.ts';
import { pageHeaders } from './html.ts';
import { consentPage, messagePage, signInPage } from './sign-in-pages.ts';
import type { Interaction, SignInSession } from './sign-in-sessions.ts';

const COOKIE = { path: '/', httpOnly: true, sameSite: 'lax' } as const;

/** `/oauth/authorize`, the sign-in and consent pages behind it, and `/logout`. */
export function authorizeRoutes(app: FastifyInstance, tenant: TenantContext): void {
  // Cookies of `localhost` are shared by all its ports; the tenant's id in the name keeps several tenants apart.
  const sessionCookie = `eas.sid.${tenant.id}`;
  const browserCookie = `eas.browser.${tenant.id}`;
  const { signIns } = tenant;

  const currentSession = (request: FastifyRequest): { session: SignInSession; user: User } | undefined => {
    const session = signIns.find(request.cookies[sessionCookie]);
    const user = session === undefined ? undefined : tenant.users.byId(session.userId);
    return session !== undefined && user?.status === 'active' ? { session, user } : undefined;
  };

  const findInteraction = (request: FastifyRequest, source: unknown): Interaction | undefined =>
    signIns.interaction(field(source, 'interaction'), request.cookies[browserCookie]);

  const sendPage = (
    reply: FastifyReply,
    status: number,
    markup: string,
    interaction?: Interaction,
  ): FastifyReply => {
    const onward =
      interaction === undefined
        ? []
        : [new URL(interaction.request.redirectUri).origin, ...interaction.request.client.allowedOrigins];
    return reply.code(status).headers(pageHeaders(onward)).send(markup);
  };

  const sendGone = (reply: FastifyReply): FastifyReply =>
    sendPage(
      reply,
      400,
      messagePage(
        'This sign-in is over',
        'It has expired, was used already or began in another browser. Go back to the application and sign in again.',
      ),
    );

  const sendSignIn = (
    reply: FastifyReply,
    status: number,
    interaction: Interaction,
    message?: string,
  ): FastifyReply =>
    sendPage(
      reply,
      status,
      signInPage({
        tenantName: tenant.name,
        clientName: interaction.request.client.name,
        interactionId: interaction.id,
        users: tenant.users.all.filter((user) => user.canSignIn),
        loginHint: interaction.request.loginHint,
        message,
      }),
      interaction,
    );

  /** `prompt=login` and `max_age` ask for a new sign-in even where there is a session. */
  const isTooOld = ({ request, hasSignedIn }: Interaction, session: SignInSession): boolean =>
    !hasSignedIn &&
    (request.prompt.has('login') || tenant.now() / 1000 - session.authTime > (request.maxAge ?? Infinity));

  /** Takes the interaction to its next step: sign-in, consent or back to the client with a code. */
  const advance = (
    reply: FastifyReply,
    interaction: Interaction,
    current: { session: SignInSession; user: User } | undefined,
  ): FastifyReply => {
    const { request } = interaction;
    const refuse = (error: string, description: string): FastifyReply => {
      signIns.endInteraction(interaction.id);
      return reply.redirect(
        new AuthorizationRefusal(request.redirectUri, request.state, error, description).location,
      );
    };
    const isSilent = request.prompt.has('none');
    if (current === undefined || isTooOld(interaction, current.session)) {
      return isSilent
        ? refuse('login_required', 'The user is not signed in.')
        : reply.redirect(`/login?interaction=${interaction.id}`);
    }
    const needsConsent =
      request.client.consentMethod === 'required' &&
      (request.prompt.has('consent') || !signIns.hasConsented(current.user.id, request));
    if (needsConsent) {
      return isSilent
        ? refuse('consent_required', 'The user has not consented to this client.')
        : reply.redirect(`/oauth/consent?interaction=${interaction.id}`);
    }
    return finish(reply, interaction, current);
  };

  const finish = (
    reply: FastifyReply,
    interaction: Interaction,
    current: { session: SignInSession; user: User },
  ): FastifyReply => {
    const { request } = interaction;
    signIns.endInteraction(interaction.id);
    const code = tenant.codes.create(request, current.user, current.session.authTime);
    return reply.redirect(withQuery(request.redirectUri, { code, state: request.state }));
  };

  app.get('/oauth/authorize', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const query = request.raw.url?.split('?').slice(1).join('?') ?? '';
    try {
      const authorization = readAuthorizationRequest(query, tenant.clients);
      let browser = request.cookies[browserCookie];
      if (browser === undefined) {
        browser = randomBytes(24).toString('base64url');
        reply.setCookie(browserCookie, browser, COOKIE);
      }
      return advance(reply, signIns.startInteraction(authorization, browser), currentSession(request));
    } catch (error) {
      if (error instanceof AuthorizationRefusal) {
        return reply.redirect(error.location);
      }
      throw error;
    }
  });

  app.get('/login', async (request, reply) => {
    const interaction = findInteraction(request, request.query);
    return interaction === undefined ? sendGone(reply) : sendSignIn(reply, 200, interaction);
  });

  app.post('/login', async (request, reply) => {
    const interaction = findInteraction(request, request.body);
    if (interaction === undefined) {
      return sendGone(reply);
    }
    const user = tenant.users.bySubject(field(request.body, 'user'));
    if (user === undefined || !user.canSignIn) {
      return sendSignIn(reply, 401, interaction, 'There is no such user. Choose one of these.');
    }
    if (user.status !== 'active') {
      return sendSignIn(
        reply,
        403,
        interaction,
        `${user.name} is disabled in this tenant and cannot sign in.`,
      );
    }
    const previous = request.cookies[sessionCookie];
    if (previous !== undefined) {
      signIns.end(previous);
    }
    const sessionId = signIns.begin(user.id);
    reply.setCookie(sessionCookie, sessionId, COOKIE);
    interaction.hasSignedIn = true;
    const session = signIns.find(sessionId);
    return advance(reply, interaction, session === undefined ? undefined : { session, user });
  });

  app.get('/oauth/consent', async (request, reply) => {
    const interaction = findInteraction(request, request.query);
    const current = currentSession(request);
    if (interaction === undefined || current === undefined || isTooOld(interaction, current.session)) {
      return sendGone(reply);
    }
    const { user } = current;
    const markup = consentPage({
      tenantName: tenant.name,
      interactionId: interaction.id,
      request: interaction.request,
      user,
    });
    return sendPage(reply, 200, markup, interaction);
  });

  app.post('/oauth/consent', async (request, reply) => {
    const interaction = findInteraction(request, request.body);
    const current = currentSession(request);
    if (interaction === undefined || current === undefined || isTooOld(interaction, current.session)) {
      return sendGone(reply);
    }
    const { redirectUri, state } = interaction.request;
    if (field(request.body, 'decision') !== 'allow') {
      signIns.endInteraction(interaction.id);
      const refusal = new AuthorizationRefusal(
        redirectUri,
        state,
        'access_denied',
        'The user refused the consent.',
      );
      return reply.redirect(refusal.location);
    }
    signIns.rememberConsent(current.user.id, interaction.request);
    return finish(reply, interaction, current);
  });

  app.get('/logout', async (request, reply) => {
    const session = request.cookies[sessionCookie];
    if (session !== undefined) {
      signIns.end(session);
    }
    reply.clearCookie(sessionCookie, COOKIE);
    return sendPage(
      reply,
      200,
      messagePage('Signed out', `You are signed out of ${tenant.name}. You can close this page.`),
    );
  });
}

/** A text field of a form or a query; empty when it is missing or came twice. */
function field(source: unknown, name: string): string {
  const value = typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined;
  return typeof value === 'string' ? value : '';
}
