import { audit, type AuditEvent } from '../logging/audit.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { HostUser } from '../accounts/host-user.ts';
import { readReturnPath } from '../accounts/return-path.ts';
import type { StateSessionStore } from '../accounts/session-store.ts';
import { requireHostUser } from '../accounts/sessions.ts';
import type { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import { addErrorPages } from '../accounts/error-pages.ts';
import { accessTokenBody, emptyBody } from '../contract/bodies.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { type BackendConnections, callbackPath } from '../configuration/secrets-file.ts';
import { Problem } from '../errors/problem.ts';
import { clearBrowserCache, keepPrivate } from '../security/session-caching.ts';
import { ownOrigin, requireNavigation, requireSameOrigin, type SiteOrigin } from '../security/same-origin.ts';
import { findConnection, requireType } from './connection-access.ts';
import { signCloudJwt, signVirtualProxyJwt } from './jwt.ts';
import type { Impersonation } from './impersonation.ts';
import { requestTicket } from './tickets.ts';
import type { CachedToken } from './token-cache.ts';
import type { WebSignIn } from './web-sign-in.ts';

interface ConnectionOptions {
  readonly connections: BackendConnections;
  readonly site: SiteOrigin;
  readonly impersonation: Impersonation;
  readonly epochs: SignInEpochs;
  readonly sessions: StateSessionStore;
  readonly webSignIn: WebSignIn;
  /** Ends the session at that connection, WebSockets included. */
  readonly end: (connection: BackendConnection, user: HostUser, hostSessionId: string) => Promise<void>;
}

interface ConnectionRoute {
  Params: { connection: string };
}

/** Routes below `/api/qlik/<connection>/`: credentials for pages, and the session. */
export async function connectionRoutes(
  server: FastifyInstance,
  { connections, site, impersonation, epochs, sessions, webSignIn, end }: ConnectionOptions,
): Promise<void> {
  const open = (
    request: FastifyRequest<ConnectionRoute>,
  ): { user: HostUser; connection: BackendConnection } => {
    const user = requireHostUser(request);
    return { user, connection: findConnection(connections, request.params.connection, user) };
  };
  // A configured redirect path is below neither /app/ nor /api/qlik/.
  server.addHook('onSend', async (_request, reply) => keepPrivate(reply));

  await server.register(async (calls) => {
    calls.addHook('onRequest', async (request) => requireSameOrigin(request, site));

    calls.post<ConnectionRoute>(
      '/api/qlik/:connection/access-token',
      audited('access-token'),
      async (request) => {
        const { user, connection } = open(request);
        const chosen = requireType(connection, 'oauth2-impersonation');
        const { refusedToken } = readBody(accessTokenBody, request.body);
        const { sessionId } = request.session;
        const epoch = await epochs.read(sessionId, chosen.id);
        const token = await impersonation.token(chosen, user, {
          refusedToken,
          signedInAt: request.session.signedInAt ?? 0,
          audit: (step) => audit(request, { ...step, connection: chosen.id }),
          isSignedIn: async () =>
            (await sessions.isAlive(sessionId)) && (await epochs.read(sessionId, chosen.id)) === epoch,
        });
        return { accessToken: token.token, expiresAt: iso(token) };
      },
    );

    calls.post<ConnectionRoute>('/api/qlik/:connection/jwt', audited('jwt'), async (request) => {
      const { user, connection } = open(request);
      readBody(emptyBody, request.body);
      const jwt = await signCloudJwt(requireType(connection, 'jwt'), user);
      return { jwt: jwt.token, expiresAt: iso(jwt) };
    });

    calls.post<ConnectionRoute>(
      '/api/qlik/:connection/virtual-proxy-jwt',
      audited('virtual-proxy-jwt'),
      async (request) => {
        const { user, connection } = open(request);
        readBody(emptyBody, request.body);
        const jwt = await signVirtualProxyJwt(requireType(connection, 'jwt-virtual-proxy'), user);
        return { jwt: jwt.token, expiresAt: iso(jwt) };
      },
    );

    calls.post<ConnectionRoute>('/api/qlik/:connection/ticket', audited('ticket'), async (request) => {
      const { user, connection } = open(request);
      readBody(emptyBody, request.body);
      return { ticket: await requestTicket(requireType(connection, 'ticket'), user) };
    });

    calls.get<ConnectionRoute>('/api/qlik/:connection/session', async (request) => {
      const { user, connection } = open(request);
      const hostUser = { id: user.id, name: user.name };
      if (connection.type !== 'oauth2-web') return { type: connection.type, hostUser, isSignedIn: true };
      const { sessionId } = request.session;
      const isSignedIn = await webSignIn.isSignedIn(connection, sessionId);
      const signIn = `${site.basePath}/api/qlik/${connection.id}/sign-in`;
      if (!isSignedIn) return { type: connection.type, hostUser, isSignedIn, signIn };
      return {
        type: connection.type,
        hostUser,
        isSignedIn,
        signIn,
        user: await webSignIn.user(connection, sessionId),
      };
    });

    calls.post<ConnectionRoute>(
      '/api/qlik/:connection/sign-out',
      audited('qlik-sign-out'),
      async (request, reply) => {
        const { user, connection } = open(request);
        readBody(emptyBody, request.body);
        await end(connection, user, request.session.sessionId);
        clearBrowserCache(reply);
        return reply.code(204).send();
      },
    );
  });

  await server.register(async (navigation) => {
    addErrorPages(navigation);
    navigation.addHook('onRequest', async (request) => requireNavigation(request, site));

    navigation.get<ConnectionRoute & { Querystring: { returnTo?: unknown } }>(
      '/api/qlik/:connection/sign-in',
      async (request, reply) => {
        const { connection } = open(request);
        const chosen = requireType(connection, 'oauth2-web');
        const returnTo = readReturnPath(request.query.returnTo);
        const own = ownOrigin(request, site);
        if (own === undefined)
          throw new Problem(403, 'cross-site', 'This host name does not belong to the application.');
        const { sessionId: hostSessionId } = request.session;
        const redirectUri = own + site.basePath + callbackPath(chosen);
        return redirect(
          reply,
          (await webSignIn.begin(chosen, { hostSessionId, redirectUri, returnTo })).href,
        );
      },
    );

    for (const connection of connections.values()) {
      if (connection.type !== 'oauth2-web') continue;
      const config = { audit: { event: 'qlik-sign-in', connection: connection.id } } as const;
      navigation.get(callbackPath(connection), { config }, async (request, reply) => {
        findConnection(connections, connection.id, requireHostUser(request));
        const query = new URLSearchParams((request.raw.url ?? '').split(/\?(.*)/s)[1] ?? '');
        return redirect(reply, await webSignIn.finish(connection, request.session.sessionId, query));
      });
    }
  });
}

function readBody<T extends z.ZodType>(shape: T, body: unknown): z.output<T> {
  const { data, error } = shape.safeParse(body);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new Problem(400, 'bad-body', `The body is not what it must be${field === '' ? '' : ` (${field})`}.`);
}

function iso({ expiresAt }: CachedToken): string {
  return new Date(expiresAt).toISOString();
}

function redirect(reply: FastifyReply, address: string): FastifyReply {
  return reply.redirect(address, 303);
}

function audited(event: AuditEvent): { readonly config: { readonly audit: AuditEvent } } {
  return { config: { audit: event } };
}
