import { Transform } from 'node:stream';
import replyFrom from '@fastify/reply-from';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireHostUser } from '../accounts/sessions.ts';
import type { BackendConnections } from '../configuration/secrets-file.ts';
import { Problem } from '../errors/problem.ts';
import { findConnection } from '../qlik/connection-access.ts';
import { unreachable } from '../qlik/upstream-problem.ts';
import { ownOrigin, requireSameOrigin, type SiteOrigin } from '../security/same-origin.ts';
import { answerHeaders, requestHeaders } from './forwarded-headers.ts';
import { sendAnswer } from './answers.ts';
import type { OpenSockets } from './open-sockets.ts';
import { createAgents, isRelayed, type RelayedConnection } from './relayed-connection.ts';
import { relaySocket } from './socket-relay.ts';
import { handshakeOf } from './upgrades.ts';
import type { Target, Upstream } from './upstream.ts';
import { readUpstreamPath } from './upstream-path.ts';

const LONGEST_BODY_BYTES = 16 * 1024 * 1024;
const READING = ['GET', 'HEAD'];
const AT_ONCE_MS = 1;
/** `CONNECT` and `TRACE` are nobody's business; `OPTIONS` would be another origin's. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface RelayOptions {
  readonly connections: BackendConnections;
  readonly site: SiteOrigin;
  readonly upstream: Upstream;
  readonly sockets: OpenSockets;
}

/** `/qlik/<connection>/…`: REST and WebSockets to Qlik, with the connection's credential put in. */
export async function relayRoutes(server: FastifyInstance, options: RelayOptions): Promise<void> {
  for (const connection of options.connections.values()) {
    if (isRelayed(connection)) await server.register(async (scope) => relay(scope, connection, options));
  }
  server.all('/qlik/:connection/*', async (request) => {
    requireSameOrigin(request, options.site);
    const { connection: id } = request.params as { connection: string };
    const { type } = findConnection(options.connections, id, requireHostUser(request));
    throw new Problem(404, 'connection-type', `Connections of type ${type} are reached directly.`, {
      connection: id,
    });
  });
}

async function relay(
  scope: FastifyInstance,
  connection: RelayedConnection,
  { connections, site, upstream, sockets }: RelayOptions,
): Promise<void> {
  const base = `/qlik/${connection.id}`;
  const { http, https } = createAgents(connection);
  await scope.register(replyFrom, {
    disableRequestLogging: true,
    destroyAgent: true,
    http: {
      agents: { 'http:': http, 'https:': https },
      requestOptions: { timeout: connection.timeoutSeconds * 1000 },
    },
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (request, payload, done) => {
    if (Number(request.headers['content-length'] ?? 0) > LONGEST_BODY_BYTES) return done(tooLarge());
    done(null, payload.pipe(limit(() => oversize.add(request))));
  });
  scope.addHook('onRequest', async (request) => requireSameOrigin(request, site));

  scope.route({
    method: METHODS,
    url: `${base}/*`,
    handler: async (request, reply) => {
      const user = requireHostUser(request);
      findConnection(connections, connection.id, user);
      const path = readUpstreamPath(request.raw.url ?? '', base);
      const handshake = handshakeOf(request.raw);
      requireAccess(connection, request.method);
      const { sessionId: session } = request.session;
      const key = request.headers['x-qlik-xrfkey'];
      const target = await upstream.target(connection, {
        user,
        session,
        path,
        isUpgrade: handshake !== undefined,
        xrfkey: typeof key === 'string' ? key : undefined,
      });
      if (handshake === undefined) return forward(request, reply, { connection, target, site });
      const isServer = connection.type === 'header' || connection.type === 'pfx';
      await relaySocket(connection, {
        target,
        handshake,
        session,
        sockets,
        origin: isServer ? request.headers.origin : undefined,
        onAccepted: () => {
          reply.hijack();
          handshake.detach();
        },
      });
      return reply;
    },
  });
}

function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    connection,
    target,
    site,
  }: { readonly connection: RelayedConnection; readonly target: Target; readonly site: SiteOrigin },
): FastifyReply {
  const own = `${ownOrigin(request, site) ?? ''}/qlik/${connection.id}`;
  const upstreamBase = new URL(target.base);
  return reply.from(upstreamBase.pathname.replace(/\/$/, '') + target.path, {
    getUpstream: () => upstreamBase.origin,
    // The query is part of the path here; credentials have been taken out of it.
    queryString: () => target.path.split(/\?(.*)/s)[1] ?? '',
    rewriteRequestHeaders: (_request, headers) => ({
      ...requestHeaders(headers),
      ...target.headers,
      host: upstreamBase.host,
    }),
    rewriteHeaders: answerHeaders,
    retryDelay: ({ err, attempt }) =>
      attempt === 0 && READING.includes(request.method) && isBrokenLine(err) ? AT_ONCE_MS : null,
    onResponse: (_request, answered, answer) => {
      sendAnswer(request, answered as FastifyReply, { connection, target, answer, own });
    },
    onError: (failed, { error }) => {
      void (failed as FastifyReply).send(explain(connection, request, error));
    },
  });
}

/**
 * Whether the line broke before an answer came. A kept connection may have been closed on the other side in the very moment in which it
 * was used: reading is then asked for once more, on another. All else is for whoever called to decide.
 * @see RFC 9110, section 9.2.2
 */
function isBrokenLine(error: Error | null): boolean {
  return error !== null && 'code' in error && ['UND_ERR_SOCKET', 'ECONNRESET'].includes(String(error.code));
}

/** Bodies that turned out too long on the way; to Qlik's side that is a broken line like any other. */
const oversize = new WeakSet<FastifyRequest>();

function explain(connection: RelayedConnection, request: FastifyRequest, error: Error): Problem {
  if (oversize.has(request)) return tooLarge();
  const isTimeout = 'statusCode' in error && error.statusCode === 504;
  return unreachable(
    connection.id,
    isTimeout
      ? Object.assign(new Error('no answer in time', { cause: error }), { code: 'ETIMEDOUT' })
      : error,
  );
}

/** @throws {Problem} 403: everybody acts as the same Qlik user here, so only reading goes without being allowed. */
function requireAccess(connection: RelayedConnection, method: string): void {
  if (!('access' in connection) || connection.access === 'full' || READING.includes(method)) return;
  throw new Problem(403, 'read-only', `This connection only reads, and ${method} changes something.`, {
    connection: connection.id,
    remedy: 'An administrator may set "access": "full" in the secrets file.',
  });
}

/** Counts what is really sent: the header may be missing. */
function limit(onExceeded: () => void): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= LONGEST_BODY_BYTES) return done(null, chunk);
      onExceeded();
      done(tooLarge());
    },
  });
}

function tooLarge(): Problem {
  return new Problem(413, 'body-too-large', `At most ${LONGEST_BODY_BYTES / 1024 / 1024} MB are forwarded.`);
}
