import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../errors/problem.ts';
import { ownOrigin, requireNavigation, requireSameOrigin, type SiteOrigin } from '../security/same-origin.ts';
import type { StateStore } from '../state/state-store.ts';
import { DEMO_USERS } from './demo-users.ts';
import type { OpenidProvider } from './openid-provider.ts';
import { demoSignInPage } from './pages.ts';
import { readReturnPath } from './return-path.ts';
import { explainToVisitors } from './visit-errors.ts';
import { beginSession, requireTls, SIGN_IN_PATH } from './sessions.ts';

const CALLBACK_PATH = '/app/sign-in/callback';
const ATTEMPT_MS = 15 * 60_000;
const SIGN_INS_PER_MINUTE = 30;
/** Ties the way back from the identity provider to the browser that went there. */
const ATTEMPT_COOKIE = 'ngx-qlik-sign-in';

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
  /** Ends everything that was begun at Qlik in this session. */
  readonly endUpstream: (request: FastifyRequest) => Promise<void>;
}

/** Who is signed in to the host application: `/app/sign-in`, `/app/session`, `/app/sign-out`. */
export async function accountRoutes(
  server: FastifyInstance,
  { site, state, provider, endUpstream }: AccountOptions,
): Promise<void> {
  const limited = { config: { rateLimit: { max: SIGN_INS_PER_MINUTE, timeWindow: 60_000 } } };
  const isSecure = site.publicOrigin?.startsWith('https:') === true;
  const attemptCookie = { path: SIGN_IN_PATH, httpOnly: true, sameSite: 'lax', secure: isSecure } as const;
  explainToVisitors(server);
  server.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  const beforeSignIn = (request: FastifyRequest): void => {
    if (isSecure) requireTls(request);
  };

  server.get('/app/session', async (request) => {
    requireSameOrigin(request, site);
    const { hostUser } = request.session;
    const user =
      hostUser === undefined ? null : { id: hostUser.id, name: hostUser.name, email: hostUser.email };
    return { user, signIn: SIGN_IN_PATH };
  });

  server.post('/app/sign-out', async (request, reply) => {
    requireSameOrigin(request, site);
    const { idToken } = request.session;
    await endUpstream(request);
    await request.session.destroy();
    if (provider === 'demo') return reply.code(204).send();
    const next = await provider.endAddress(idToken, requireOwnOrigin(request));
    return next === undefined ? reply.code(204).send() : { next: next.href };
  });

  server.get<{ Querystring: { returnTo?: unknown } }>(SIGN_IN_PATH, limited, async (request, reply) => {
    requireNavigation(request, site);
    beforeSignIn(request);
    const returnTo = readReturnPath(request.query.returnTo);
    if (provider === 'demo') return sendPage(reply, demoSignInPage(returnTo));
    const { address, attempt } = await provider.begin(requireOwnOrigin(request) + CALLBACK_PATH);
    await state.set(`sign-in:${attempt.state}`, JSON.stringify({ ...attempt, returnTo }), ATTEMPT_MS);
    return reply.setCookie(ATTEMPT_COOKIE, attempt.state, attemptCookie).redirect(address.href, 303);
  });

  if (provider === 'demo') {
    server.post(SIGN_IN_PATH, limited, async (request, reply) => {
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
      await switchUser(request, () => beginSession(request, user));
      return reply.redirect(next, 303);
    });
    return;
  }

  server.get(CALLBACK_PATH, limited, async (request, reply) => {
    requireNavigation(request, site);
    const visited = new URL(request.raw.url ?? '', requireOwnOrigin(request));
    const wanted = visited.searchParams.get('state') ?? '';
    const cookie = request.cookies[ATTEMPT_COOKIE];
    const remembered = cookie === wanted && wanted !== '' ? await state.take(`sign-in:${wanted}`) : undefined;
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
    const { user, idToken } = await provider.finish(visited, attempt);
    await switchUser(request, () => beginSession(request, user, idToken));
    return reply.clearCookie(ATTEMPT_COOKIE, attemptCookie).redirect(returnTo, 303);
  });

  /** What the one before had at Qlik must not be the next one's. */
  async function switchUser(request: FastifyRequest, begin: () => Promise<void>): Promise<void> {
    if (request.session.hostUser !== undefined) await endUpstream(request);
    await begin();
  }

  function requireOwnOrigin(request: FastifyRequest): string {
    const own = ownOrigin(request, site);
    if (own === undefined) throw new Problem(403, 'cross-site', 'This host name is not one of ours.');
    return own;
  }
}

function sendPage(reply: FastifyReply, markup: string): FastifyReply {
  // Under the site's `no-referrer` browsers would post its form with `Origin: null`.
  return reply.header('referrer-policy', 'same-origin').type('text/html; charset=utf-8').send(markup);
}
