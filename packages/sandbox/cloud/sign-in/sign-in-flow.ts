import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRecord } from '../../json/is-record.ts';
import { AuthorizationRefusal, withQuery } from '../oauth/authorization-request.ts';
import type { User } from '../users/user.ts';
import type { TenantSession } from '../sessions/tenant-sessions.ts';
import type { TenantContext } from '../tenant-context.ts';
import { pageHeaders } from './html.ts';
import type { Interaction, SignInGoal, SignInOptions } from './interactions.ts';
import { messagePage, signInPage } from './sign-in-pages.ts';

/** The tenant's own session of a browser, with its user. */
export interface CurrentSession {
  readonly tenantSession: TenantSession;
  readonly user: User;
}

const BROWSER_COOKIE = { path: '/', httpOnly: true, sameSite: 'lax' } as const;

/** The shared steps of all sign-ins: start, sign-in, consent if needed, and redirect back. */
export class SignInFlow {
  readonly #browserCookie: string;

  constructor(private readonly tenant: TenantContext) {
    this.#browserCookie = `eas.browser.${tenant.id}`;
  }

  /** Returns the tenant's own session of the calling browser, with its user. */
  current(request: FastifyRequest): CurrentSession | undefined {
    const tenantSession = this.#tenantSession(request);
    const user = tenantSession === undefined ? undefined : this.tenant.users.byId(tenantSession.userId);
    return tenantSession !== undefined && user?.status === 'active' ? { tenantSession, user } : undefined;
  }

  #tenantSession(request: FastifyRequest): TenantSession | undefined {
    return this.tenant.sessions.use(this.tenant.sessionCookies.read(request.headers.cookie));
  }

  begin(
    request: FastifyRequest,
    reply: FastifyReply,
    goal: SignInGoal,
    options: SignInOptions,
  ): FastifyReply {
    let browser = request.cookies[this.#browserCookie];
    if (browser === undefined) {
      browser = randomBytes(24).toString('base64url');
      reply.setCookie(this.#browserCookie, browser, BROWSER_COOKIE);
    }
    const interaction = this.tenant.interactions.start(goal, options, browser);
    const current = this.current(request);
    if (current === undefined && options.prompt.has('none') && this.#tenantSession(request) !== undefined) {
      // OpenID Connect Core 1.0, section 3.1.2.6: another sign-in alone would not help.
      return this.#refuse(
        reply,
        interaction,
        'interaction_required',
        'The user of the session is not active.',
      );
    }
    return this.advance(reply, interaction, current);
  }

  /** Returns the interaction that a page or form of the calling browser names. */
  find(request: FastifyRequest, source: unknown): Interaction | undefined {
    return this.tenant.interactions.find(field(source, 'interaction'), request.cookies[this.#browserCookie]);
  }

  /** Continues the interaction with its next step: sign-in, consent or the redirect back. */
  advance(reply: FastifyReply, interaction: Interaction, current: CurrentSession | undefined): FastifyReply {
    const { goal, prompt } = interaction;
    const isSilent = prompt.has('none');
    if (current === undefined || this.isTooOld(interaction, current.tenantSession)) {
      return isSilent
        ? this.#refuse(reply, interaction, 'login_required', 'The user is not signed in.')
        : reply.redirect(`/login?interaction=${interaction.id}`);
    }
    const needsConsent =
      goal.kind === 'authorize' &&
      goal.request.client.consentMethod === 'required' &&
      (prompt.has('consent') || !this.tenant.interactions.hasConsented(current.user.id, goal.request));
    if (needsConsent) {
      return isSilent
        ? this.#refuse(reply, interaction, 'consent_required', 'The user has not consented to this client.')
        : reply.redirect(`/oauth/consent?interaction=${interaction.id}`);
    }
    return this.finish(reply, interaction, current);
  }

  finish(reply: FastifyReply, interaction: Interaction, current: CurrentSession): FastifyReply {
    const { goal } = interaction;
    this.tenant.interactions.end(interaction.id);
    if (goal.kind === 'return') {
      return reply.redirect(goal.returnTo.href);
    }
    const { request } = goal;
    const code = this.tenant.codes.create(request, current.user, current.tenantSession.authTime);
    const iss = this.tenant.origin();
    return reply.redirect(withQuery(request.redirectUri, { code, state: request.state, iss }));
  }

  /** Starts the tenant's own session for that user, in place of the browser's former one. */
  signIn(request: FastifyRequest, reply: FastifyReply, user: User): CurrentSession {
    const { sessions, sessionCookies } = this.tenant;
    sessions.end(sessionCookies.read(request.headers.cookie));
    const tenantSession = sessions.begin(user.id);
    sessionCookies.write(reply, tenantSession);
    return { tenantSession, user };
  }

  /** `prompt=login` and `max_age` ask for a new sign-in even where there is a session. */
  isTooOld({ prompt, maxAge, hasSignedIn }: Interaction, tenantSession: TenantSession): boolean {
    const age = this.tenant.now() / 1000 - tenantSession.authTime;
    return !hasSignedIn && (prompt.has('login') || age > (maxAge ?? Infinity));
  }

  sendSignIn(reply: FastifyReply, status: number, interaction: Interaction, message?: string): FastifyReply {
    const { goal } = interaction;
    const markup = signInPage({
      tenantName: this.tenant.name,
      askedBy: goal.kind === 'authorize' ? goal.request.client.name : this.#nameOf(goal.returnTo),
      interactionId: interaction.id,
      users: this.tenant.users.all.filter((user) => user.canSignIn),
      loginHint: interaction.loginHint,
      message,
    });
    return this.sendPage(reply, status, markup, interaction);
  }

  sendGone(reply: FastifyReply): FastifyReply {
    return this.sendPage(
      reply,
      400,
      messagePage(
        'This sign-in is over',
        'It has expired, was used already or began in another browser. Go back to the application and sign in again.',
      ),
    );
  }

  sendPage(reply: FastifyReply, status: number, markup: string, interaction?: Interaction): FastifyReply {
    const onward = interaction === undefined ? [] : redirectOrigins(interaction.goal);
    return reply.code(status).headers(pageHeaders(onward)).send(markup);
  }

  #refuse(reply: FastifyReply, interaction: Interaction, error: string, text: string): FastifyReply {
    const { goal } = interaction;
    this.tenant.interactions.end(interaction.id);
    if (goal.kind === 'return') {
      // The behavior of a real tenant here is not public. The page's next call reports that there is no session.
      return reply.redirect(goal.returnTo.href);
    }
    const { redirectUri, state } = goal.request;
    const refusal = new AuthorizationRefusal({ redirectUri, state }, error, text);
    return reply.redirect(refusal.locationFrom(this.tenant.origin()));
  }

  #nameOf(returnTo: URL): string {
    return returnTo.origin === this.tenant.origin() ? 'This tenant' : returnTo.origin;
  }
}

function redirectOrigins(goal: SignInGoal): readonly string[] {
  return goal.kind === 'return'
    ? [goal.returnTo.origin]
    : [new URL(goal.request.redirectUri).origin, ...goal.request.client.allowedOrigins];
}

/** A text field of a form or a query: the first one when it came more than once, empty when it is missing. */
export function field(source: unknown, name: string): string {
  const given = isRecord(source) ? source[name] : undefined;
  const value: unknown = Array.isArray(given) ? given[0] : given;
  return typeof value === 'string' ? value : '';
}
