import cookie from '@fastify/cookie';
import session from '@fastify/session';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';
import { renewSignatures } from './cookie-renewal.ts';
import type { HostUser } from './host-user.ts';
import type { StateSessionStore } from './session-store.ts';

/** Where users sign in to the host application. */
export const SIGN_IN_PATH = '/app/sign-in';

interface SessionOptions {
  readonly store: StateSessionStore;
  /** The first signs, all verify. */
  readonly secret: readonly string[];
  readonly lifetimeMs: number;
  /** Reached by https: the cookie then never travels without, and belongs to this host alone. */
  readonly isSecure: boolean;
}

/**
 * Gives every request of this scope its session: a random id in a signed cookie that scripts cannot read, everything else here.
 * Visitors who are not signed in get no cookie.
 */
export async function addSessions(
  server: FastifyInstance,
  { store, secret, lifetimeMs, isSecure }: SessionOptions,
): Promise<void> {
  const cookieName = isSecure ? '__Host-ngx-qlik' : 'ngx-qlik';
  await server.register(cookie);
  renewSignatures(server, { cookieName, secrets: secret });
  await server.register(session, {
    store,
    secret: [...secret],
    cookieName,
    saveUninitialized: false,
    rolling: true,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure, maxAge: lifetimeMs },
  });
}

/** @throws {Problem} 401 with the address to sign in at */
export function requireHostUser(request: FastifyRequest): HostUser {
  const { hostUser } = request.session;
  if (hostUser !== undefined) return hostUser;
  throw new Problem(401, 'host-signed-out', 'Nobody is signed in to the application.', {
    remedy: 'Sign in to the application first.',
    members: { signIn: SIGN_IN_PATH },
  });
}

/**
 * A `Secure` cookie is not set for a request that seems to have come without TLS, and the user would be sent round in circles.
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

/** Signs a user in under a new session id: one that was planted in the browser before (session fixation) is worth nothing. */
export async function beginSession(request: FastifyRequest, user: HostUser, idToken?: string): Promise<void> {
  await request.session.regenerate();
  request.session.hostUser = user;
  if (idToken !== undefined) request.session.idToken = idToken;
}
