import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { logoutForm } from '../contract/bodies.ts';
import type { StateStore } from '../state/state-store.ts';
import { LOGOUT_TOKEN_MS, refusedLogoutToken } from './logout-token.ts';
import type { OpenidProvider } from './openid-provider.ts';
import type { SessionEnding } from './session-ending.ts';

/** An identity provider that signs out many users at once sends one request for each. */
const LOGOUTS_PER_MINUTE = 300;

interface BackChannelOptions {
  readonly state: StateStore;
  readonly provider: OpenidProvider;
  readonly ending: SessionEnding;
}

/**
 * `POST /app/back-channel-logout`: the identity provider reports that a user signed out there. It comes from a server, so there is
 * no `Origin`; the token authenticates the sender.
 * Source: OpenID Connect Back-Channel Logout 1.0, section 2.5 to 2.8.
 */
export async function backChannelRoutes(
  server: FastifyInstance,
  { state, provider, ending }: BackChannelOptions,
): Promise<void> {
  const limited = {
    config: { rateLimit: { max: LOGOUTS_PER_MINUTE, timeWindow: 60_000 }, audit: 'back-channel-logout' },
  } as const;

  server.post('/app/back-channel-logout', limited, async (request, reply) => {
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
    const body = logoutForm.safeParse(isForm ? request.body : undefined, { reportInput: false });
    if (!body.success) throw refusedLogoutToken(new Error('no form with one logout_token'));
    const token = await provider.readLogoutToken(body.data.logout_token);
    const used = `logout-token:${createHash('sha256').update(token.id).digest('base64url')}`;
    if ((await state.get(used)) !== undefined) throw refusedLogoutToken(new Error('it was used before'));
    const count = await ending.endLogout(token);
    // Afterwards, so that the provider can repeat a logout that failed here.
    await state.set(used, '1', LOGOUT_TOKEN_MS);
    request.log.info({ count }, 'sessions were ended by the identity provider');
    return reply.code(200).send();
  });
}
