import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import cookie, { Signer } from '@fastify/cookie';
import { Problem } from '../errors/problem.ts';
import type { HostUser } from './host-user.ts';
import type { SessionIndex } from './session-index.ts';
import type { StateSessionStore } from './session-store.ts';
import fastifySession from '@fastify/session';

const UNAVAILABLE = 503;

/** Where users sign in to the host application. */
export const SIGN_IN_PATH = '/app/sign-in';

interface SessionOptions {
  readonly store: StateSessionStore;
  /** The first secret signs, all verify. */
  readonly secret: readonly string[];
  readonly lifetimeMs: number;
  /** Whether the application is reached by https: the cookie is then `Secure` and host-only. */
  readonly isSecure: boolean;
}

/**
 * Adds a session to every request of this scope: a random id in a signed `HttpOnly` cookie; the data stays in the store.
 * Requests without a sign-in get no cookie.
 */
export async function addSessions(
  server: FastifyInstance,
  { store, secret, lifetimeMs, isSecure }: SessionOptions,
): Promise<void> {
  const name = cookieName(isSecure);
  await server.register(cookie);
  renewSignatures(server, { cookieName: name, secrets: secret });
  await server.register(fastifySession, {
    store,
    secret: [...secret],
    cookieName: name,
    saveUninitialized: false,
    rolling: true,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure, maxAge: lifetimeMs },
  });
}

function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-ngx-qlik' : 'ngx-qlik';
}

/** Deletes the session's cookie in the browser. */
export function clearSessionCookie(reply: FastifyReply, isSecure: boolean): void {
  reply.clearCookie(cookieName(isSecure), { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure });
}

/** @throws {Problem} 401 with the address to sign in at */
export function requireHostUser(request: FastifyRequest): HostUser {
  const { hostUser } = request.session;
  if (hostUser !== undefined) return hostUser;
  const { signInPath } = request.server;
  throw new Problem(401, 'host-signed-out', 'You are not signed in to the application.', {
    remedy: 'Sign in to the application first.',
    members: signInPath === undefined ? {} : { signIn: signInPath },
  });
}

/**
 * A `Secure` cookie is not set for a request that seems to have come without TLS, and the sign-in would loop.
 * @throws {Problem} 500 for the administrator
 */
export function requireTls(request: FastifyRequest): void {
  if (request.protocol === 'https') return;
  throw new Problem(
    500,
    'tls-not-seen',
    'PUBLIC_URL is https, but this request seems to have come without TLS.',
    {
      remedy: 'Have the load balancer send X-Forwarded-Proto, and name its addresses in TRUST_PROXY.',
    },
  );
}

/** A sign-in that was just completed. */
export interface CompletedSignIn {
  readonly user: HostUser;
  readonly idToken?: string | undefined;
  /** The identity provider's `sub` and `sid`. */
  readonly subject?: string | undefined;
  readonly providerSession?: string | undefined;
  /** Of the id token, in milliseconds since 1970. */
  readonly issuedAt?: number | undefined;
}

/**
 * Signs a user in under a new session id: one that was planted in the browser before (session fixation) is worthless.
 * @throws {Problem} 401 when the identity provider ended the sign-in meanwhile
 */
export async function beginSession(
  request: FastifyRequest,
  index: SessionIndex,
  { user, idToken, subject, providerSession, issuedAt = Date.now() }: CompletedSignIn,
): Promise<void> {
  await request.session.regenerate();
  const { session: hostSession } = request;
  hostSession.hostUser = user;
  hostSession.signedInAt = Date.now();
  if (idToken !== undefined) hostSession.idToken = idToken;
  if (subject !== undefined) hostSession.subject = subject;
  if (providerSession !== undefined) hostSession.providerSession = providerSession;
  // From here on a logout finds the session; an earlier logout is recorded and found now.
  await hostSession.save();
  const indexed = { user: user.id, subject, providerSession };
  await index.add(hostSession.sessionId, indexed);
  if (!(await index.isLoggedOut(indexed, issuedAt))) return;
  await hostSession.destroy();
  await index.remove(hostSession.sessionId, indexed);
  throw new Problem(401, 'host-sign-in-refused', 'The identity provider ended this sign-in meanwhile.', {
    remedy: 'Sign in again.',
  });
}

interface RenewalOptions {
  readonly cookieName: string;
  /** The first secret signs, all verify. */
  readonly secrets: readonly string[];
}

/**
 * Renews cookies that are signed with older secrets before `@fastify/session` reads them: it takes a session whose cookie has another signature than its
 * own for a foreign one, and deletes the cookie. To be called between `@fastify/cookie` and `@fastify/session`.
 */
function renewSignatures(server: FastifyInstance, { cookieName, secrets }: RenewalOptions): void {
  const signer = new Signer([...secrets]);
  server.addHook('onRequest', async ({ cookies }) => {
    const cookie = cookies[cookieName];
    if (cookie === undefined) return;
    const { valid, renew, value } = signer.unsign(cookie);
    if (valid && renew) cookies[cookieName] = signer.sign(value);
  });
}

/**
 * Keeps `@fastify/session` from saving the session with a response that reports an unusable state store: that would fail again, and
 * replace the response by one of Fastify's own. To be called before the sessions are added.
 */
export function skipSaveWhenUnavailable(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    if (reply.statusCode !== UNAVAILABLE) return;
    // After a sign-out there is no session.
    const { session: hostSession } = request as { readonly session: FastifyRequest['session'] | null };
    const hostUser = hostSession?.hostUser;
    // Without an id there is nothing to save; the log still names the user.
    request.session = { ...(hostUser === undefined ? {} : { hostUser }) } as FastifyRequest['session'];
  });
}
