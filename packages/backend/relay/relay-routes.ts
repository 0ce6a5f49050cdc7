import type { FastifyInstance } from 'fastify';
import { createQixFilter, needsQixFilter } from '../access/qix-filter.ts';
import { createRequestPolicy } from '../access/request-policy.ts';
import { isSharedIdentity } from '../access/shared-identity.ts';
import { requireHostUser } from '../accounts/sessions.ts';
import type { BackendConnections } from '../configuration/secrets-file.ts';
import type { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import { audit } from '../logging/audit.ts';
import { Problem } from '../errors/problem.ts';
import { findConnection } from '../qlik/connection-access.ts';
import { ownOrigin, requireSameOrigin, type SiteOrigin } from '../security/same-origin.ts';
import { OpenCalls } from './open-calls.ts';
import { withOwnIdentity } from './engine-identity.ts';
import { requireData } from './fetch-destination.ts';
import { forward } from './forward.ts';
import type { OpenSockets } from './open-sockets.ts';
import { isRelayed, type RelayedConnection } from './relayed-connection.ts';
import { requireFraming } from './request-body.ts';
import { REFUSED_SOCKET, relaySocket } from './socket-relay.ts';
import { handshakeOf } from './upgrades.ts';
import type { Upstream } from './upstream.ts';
import { readUpstreamPath } from './upstream-path.ts';

/** Without `CONNECT` and `TRACE`; `OPTIONS` is only for other origins. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface RelayOptions {
  readonly connections: BackendConnections;
  readonly site: SiteOrigin;
  readonly upstream: Upstream;
  readonly sockets: OpenSockets;
  readonly epochs: SignInEpochs;
}

/** `/qlik/<connection>/…`: REST and WebSockets to Qlik; the backend adds the connection's credential. */
export async function relayRoutes(server: FastifyInstance, options: RelayOptions): Promise<void> {
  for (const connection of options.connections.values()) {
    if (isRelayed(connection)) await server.register(async (scope) => relay(scope, connection, options));
  }
  server.all('/qlik/:connection/*', async (request) => {
    requireSameOrigin(request, options.site);
    const { connection: id } = request.params as { connection: string };
    const connection = findConnection(options.connections, id, requireHostUser(request));
    if (isRelayed(connection)) {
      throw new Problem(405, 'method-not-allowed', `The relay does not forward ${request.method}.`, {
        ...{ connection: id, headers: { allow: METHODS.join(', ') } },
      });
    }
    const { type } = connection;
    throw new Problem(404, 'connection-type', `Connections of type ${type} are reached directly.`, {
      connection: id,
    });
  });
}

async function relay(
  scope: FastifyInstance,
  connection: RelayedConnection,
  { connections, site, upstream, sockets, epochs }: RelayOptions,
): Promise<void> {
  const base = `/qlik/${connection.id}`;
  const policy = createRequestPolicy(connection);
  const calls = new OpenCalls();
  // The body is streamed to Qlik: nothing here reads it.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.addHook('onRequest', async (request) => {
    requireFraming(request);
    requireSameOrigin(request, site);
  });

  scope.route({
    method: METHODS,
    url: `${base}/*`,
    config: { audit: { event: 'relay-refused', connection: connection.id } },
    handler: async (request, reply) => {
      const user = requireHostUser(request);
      findConnection(connections, connection.id, user);
      const path = readUpstreamPath(request.raw.url ?? '', base);
      const handshake = handshakeOf(request.raw);
      requireData(path, request.headers);
      policy.requireAllowed({ method: request.method, path, isUpgrade: handshake !== undefined });
      requireXrfkey(request.headers['x-qlik-xrfkey']);
      const { sessionId: hostSessionId } = request.session;
      if (handshake === undefined) {
        const target = await upstream.target(connection, { user, hostSessionId, path, isUpgrade: false });
        const own = `${ownOrigin(request, site) ?? ''}${site.basePath}${base}`;
        calls.begin(request, reply, user.id);
        return forward(request, reply, { connection, target, own });
      }
      const owner = { hostSessionId, user: user.id, connection: connection.id };
      // Before the credentials are read: a sign-out from here on is noticed.
      const epoch = await epochs.read(hostSessionId, connection.id);
      const target = await upstream.target(connection, {
        user,
        hostSessionId,
        path: isSharedIdentity(connection) ? withOwnIdentity(path, connection, user) : path,
        isUpgrade: true,
      });
      const isServer = connection.type === 'header' || connection.type === 'pfx';
      const options = {
        handshake,
        owner,
        epoch,
        sockets,
        origin: isServer ? request.headers.origin : undefined,
        requestId: request.id,
        filter: needsQixFilter(connection) ? createQixFilter() : undefined,
        onRefused: (reason: string) =>
          audit(request, {
            event: 'relay-refused',
            user: user.id,
            connection: connection.id,
            result: 'refused',
            reason,
          }),
        onAccepted: () => {
          reply.hijack();
          handshake.detach();
        },
      };
      const relayed = relaySocket(connection, { ...options, target }).catch(async (error: unknown) => {
        const isRefused =
          error instanceof Problem && error.code === REFUSED_SOCKET && error.statusCode === 401;
        const renewed = isRefused ? await target.renew?.() : undefined;
        if (renewed === undefined) throw error;
        return relaySocket(connection, { ...options, target: renewed });
      });
      await relayed.catch((error: unknown) => {
        if (!handshake.socket.destroyed) throw error;
        // No one is left to answer, and Fastify logs an answer that it cannot send as an error.
        request.log.info('the client went away during its handshake');
        reply.hijack();
      });
      return reply;
    },
  });
}

/** @throws {Problem} 400: the value goes into an address as well. Source: Qlik's help, "Using Xrfkey header" */
function requireXrfkey(given: string | string[] | undefined): void {
  if (given === undefined || (typeof given === 'string' && /^[A-Za-z0-9]{16}$/.test(given))) return;
  throw new Problem(400, 'bad-xrfkey', 'X-Qlik-Xrfkey has sixteen letters and digits.');
}
