import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { signOutBody } from '../contract/bodies.ts';
import { Problem } from '../errors/problem.ts';
import { ownOrigin, requireNavigation, requireSameOrigin, type SiteOrigin } from '../security/same-origin.ts';
import { clearBrowserCache } from '../security/session-caching.ts';
import type { StateStore } from '../state/state-store.ts';
import { DEMO_USERS } from './demo-users.ts';
import type { OpenidProvider } from './openid-provider.ts';
import { demoSignInPage } from './pages.ts';
import { readReturnPath } from './return-path.ts';
import type { SessionEnding } from './session-ending.ts';
import type { SessionIndex } from './session-index.ts';
import {
  beginSession,
  clearSessionCookie,
  type CompletedSignIn,
  requireTls,
  SIGN_IN_PATH,
} from './sessions.ts';
import { waitAtMost } from './time-limit.ts';
import { addErrorPages } from './error-pages.ts';

const CALLBACK_PATH = '/app/sign-in/callback';
const ATTEMPT_MS = 15 * 60_000;
const SIGN_INS_PER_MINUTE = 30;
const PROVIDER_LIMIT_MS = 5_000;

const attemptShape = z.object({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  returnTo: z.string(),
});

interface AccountOptions {
  readonly site: SiteOrigin;
  readonly state: StateStore;
  readonly provider: 'demo' | OpenidProvider;
  readonly index: SessionIndex;
  readonly ending: SessionEnding;
}

/** Routes for the sign-in to the host application: `/app/sign-in`, `/app/session`, `/app/sign-out`. */
export async function accountRoutes(
  server: FastifyInstance,
  { site, state, provider, index, ending }: AccountOptions,
): Promise<void> {
  const limited = { config: { rateLimit: { max: SIGN_INS_PER_MINUTE, timeWindow: 60_000 } } };
  const signIn = { config: { ...limited.config, audit: 'sign-in' } } as const;
  const isSecure = site.publicOrigin?.startsWith('https:') === true;
  const { name: attemptCookie, options: attemptOptions } = attemptCookieOf(isSecure, site.basePath);
  addErrorPages(server);
  const beforeSignIn = (request: FastifyRequest): void => {
    if (isSecure) requireTls(request);
  };

  addSessionRoute(server, site);

  server.post('/app/sign-out', { config: { audit: 'sign-out' } }, async (request, reply) => {
    requireSameOrigin(request, site);
    const body = signOutBody.safeParse(request.body);
    if (!body.success) {
      throw new Problem(400, 'bad-body', 'The body may only contain { "everywhere": true }.');
    }
    const { idToken, hostUser } = request.session;
    const upstream = await endSession(request);
    clearSessionCookie(reply, isSecure);
    clearBrowserCache(reply);
    const everywhere = body.data?.everywhere === true && hostUser !== undefined;
    const [next] = await Promise.all([
      provider === 'demo' ? undefined : endAddress(provider, request, idToken),
      upstream(),
      everywhere ? ending.endUser(hostUser.id) : undefined,
    ]);
    return next === undefined ? reply.code(204).send() : { next: next.href };
  });

  server.get<{ Querystring: { returnTo?: unknown } }>(SIGN_IN_PATH, limited, async (request, reply) => {
    requireNavigation(request, site);
    beforeSignIn(request);
    const returnTo = readReturnPath(request.query.returnTo);
    if (provider === 'demo') return sendPage(reply, demoSignInPage(returnTo, site.basePath + SIGN_IN_PATH));
    const { address, attempt } = await provider.begin(
      requireOwnOrigin(request) + site.basePath + CALLBACK_PATH,
    );
    await state.set(`sign-in:${attempt.state}`, JSON.stringify({ ...attempt, returnTo }), ATTEMPT_MS);
    return reply.setCookie(attemptCookie, attempt.state, attemptOptions).redirect(address.href, 303);
  });

  if (provider === 'demo') {
    server.post(SIGN_IN_PATH, signIn, async (request, reply) => {
      requireSameOrigin(request, site);
      beforeSignIn(request);
      const { user: id, returnTo } = z
        .looseObject({ user: z.unknown().optional(), returnTo: z.unknown().optional() })
        .catch({ user: undefined, returnTo: undefined })
        .parse(request.body);
      const found = DEMO_USERS.find((user) => user.id === id);
      if (found === undefined) throw new Problem(400, 'no-such-user', 'There is no such demo user.');
      const next = readReturnPath(returnTo);
      const { purpose: _, ...user } = found;
      await switchUser(request, reply, { user });
      return reply.redirect(next, 303);
    });
    return;
  }

  server.get(CALLBACK_PATH, signIn, async (request, reply) => {
    requireNavigation(request, site);
    const callbackUrl = new URL(site.basePath + (request.raw.url ?? ''), requireOwnOrigin(request));
    const [wanted = '', ...more] = callbackUrl.searchParams.getAll('state');
    const isAttemptKnown = wanted !== '' && more.length === 0 && request.cookies[attemptCookie] === wanted;
    const remembered = isAttemptKnown ? await state.take(`sign-in:${wanted}`) : undefined;
    if (remembered === undefined) {
      throw new Problem(
        400,
        'sign-in-unknown',
        'This sign-in was not begun here, is too old or was used already.',
        {
          remedy: 'Sign in again.',
        },
      );
    }
    const { returnTo, ...attempt } = attemptShape.parse(JSON.parse(remembered));
    await switchUser(request, reply, await provider.finish(callbackUrl, attempt));
    return reply.clearCookie(attemptCookie, attemptOptions).redirect(returnTo, 303);
  });

  /** Ends the current session before the next one begins, here and in the browser's cache. */
  async function switchUser(
    request: FastifyRequest,
    reply: FastifyReply,
    signIn: CompletedSignIn,
  ): Promise<void> {
    const { sessionId, hostUser } = request.session;
    if (hostUser !== undefined) await ending.end(sessionId, request.session);
    clearBrowserCache(reply);
    await beginSession(request, index, signIn);
  }

  /** Ends the session here. @returns a function that ends it at Qlik */
  async function endSession(request: FastifyRequest): Promise<() => Promise<void>> {
    const { session: hostSession } = request;
    const upstream = await ending.begin(hostSession.sessionId, hostSession);
    // Removes it from the request too, or it would be saved again with the response.
    await hostSession.destroy();
    return upstream;
  }

  /** The sign-out does not fail when the provider cannot be reached. */
  async function endAddress(
    openid: OpenidProvider,
    request: FastifyRequest,
    idToken: string | undefined,
  ): Promise<URL | undefined> {
    let address: URL | undefined;
    const asking = openid.endAddress(idToken, requireOwnOrigin(request)).then(
      (found) => void (address = found),
      (error: unknown) => request.log.warn({ err: error }, 'the identity provider has no sign-out'),
    );
    await waitAtMost(asking, PROVIDER_LIMIT_MS);
    return address;
  }

  function requireOwnOrigin(request: FastifyRequest): string {
    const own = ownOrigin(request, site);
    if (own === undefined)
      throw new Problem(403, 'cross-site', 'This host name does not belong to the application.');
    return own;
  }
}

/** Binds the callback to the browser that began the sign-in; as a secure cookie, no other host or port can set it. */
function attemptCookieOf(isSecure: boolean, basePath: string) {
  const shared = { httpOnly: true, sameSite: 'lax', secure: isSecure } as const;
  return isSecure
    ? { name: '__Host-ngx-qlik-sign-in', options: { ...shared, path: '/' } }
    : { name: 'ngx-qlik-sign-in', options: { ...shared, path: basePath + SIGN_IN_PATH } };
}

function sendPage(reply: FastifyReply, markup: string): FastifyReply {
  // Under the site's `no-referrer` browsers would post its form with `Origin: null`.
  return reply.header('referrer-policy', 'same-origin').type('text/html; charset=utf-8').send(markup);
}

interface ResolvedAccountOptions {
  readonly site: SiteOrigin;
  readonly ending: SessionEnding;
}

/**
 * `/app/session` and `/app/sign-out` where the host application signs its users in: who they are, and the end of what they have at Qlik. The
 * sign-out of the host itself stays with the host.
 */
export async function resolvedAccountRoutes(
  server: FastifyInstance,
  { site, ending }: ResolvedAccountOptions,
): Promise<void> {
  addSessionRoute(server, site);

  server.post('/app/sign-out', { config: { audit: 'sign-out' } }, async (request, reply) => {
    requireSameOrigin(request, site);
    const { sessionId, hostUser } = request.session;
    clearBrowserCache(reply);
    if (hostUser !== undefined) await ending.end(sessionId, request.session);
    return reply.code(204).send();
  });
}

/** Adds `GET /app/session`: who is signed in to the application, and where to sign in. */
function addSessionRoute(server: FastifyInstance, site: SiteOrigin): void {
  server.get('/app/session', async (request) => {
    requireSameOrigin(request, site);
    const { hostUser } = request.session;
    const user =
      hostUser === undefined ? null : { id: hostUser.id, name: hostUser.name, email: hostUser.email };
    return { user, signIn: server.signInPath };
  });
}
