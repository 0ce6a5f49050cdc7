import type { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { requireAudiences } from './access/shared-identity.ts';
import { type BackendConnections, readSecrets, readSecretsFile } from './configuration/secrets-file.ts';
import { answerMalformed, sendError, sendNotFound } from './errors/error-responses.ts';
import { addGateway } from './gateway/gateway.ts';
import type { GatewaySettings } from './gateway/gateway-settings.ts';
import { healthRoutes } from './health/health-routes.ts';
import { type LogStream, logOptions } from './logging/log-options.ts';
import { addAudit } from './logging/audit.ts';
import { Redaction } from './logging/redaction.ts';
import { addRequestIds } from './logging/request-id.ts';
import { addSecurityHeaders } from './security/security-headers.ts';
import { addSessionCaching } from './security/session-caching.ts';
import { Metrics } from './observability/metrics.ts';
import { addTracing } from './observability/tracing.ts';
import { type SettingNames, VARIABLES } from './setting-names.ts';
import type { Settings } from './settings.ts';
import { redisPasswords } from './state/redis-url.ts';
import { ConnectionsFile } from './site/connections-file.ts';
import { serveConnections, serveSite } from './site/static-site.ts';
import { affordableConnections, DEFAULT_LIMITS } from './sockets/connection-limits.ts';
import { createHttpServer, logDroppedConnections } from './sockets/http-listener.ts';
import { Shutdown } from './sockets/shutdown.ts';
import { SocketRegistry } from './sockets/socket-registry.ts';
import { belowBasePath } from './site/base-path.ts';
import { Problem } from './errors/problem.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
/** The id of a user, of at most 256 characters, percent-encoded. With fewer an operator could not end the sessions of some. */
const MAX_PARAM_CHARACTERS = 256 * '%E2%82%AC'.length;
/** Below this a compressed response is hardly smaller. */
const COMPRESS_FROM_BYTES = 1024;

interface ServerOptions {
  /** Receives the secrets that are read. */
  readonly redaction?: Redaction;
  /** Is told of each route, with a method and its pattern; for specs. */
  readonly onRoute?: ((method: string, url: string) => void) | undefined;
}

/**
 * The whole server, ready to listen or to be tested with `inject()`.
 * @param logStream where the log goes; default: standard output
 * @param options see {@link ServerOptions}
 */
export async function createServer(
  settings: Settings,
  logStream?: LogStream,
  { redaction = new Redaction(), onRoute }: ServerOptions = {},
): Promise<FastifyInstance> {
  const { gateway: gatewaySettings, names = VARIABLES } = settings;
  const warnings: string[] = [];
  const secrets =
    gatewaySettings === undefined
      ? undefined
      : readConnections(gatewaySettings, {
          names,
          redaction,
          onWarning: (warning) => void warnings.push(warning),
        });
  const { maxConnections: wanted } = { ...DEFAULT_LIMITS, ...settings.limits };
  const maxConnections = Math.min(wanted, affordableConnections() ?? wanted);
  const limits = { ...DEFAULT_LIMITS, ...settings.limits, maxConnections };
  const registry = new SocketRegistry(limits);
  const { basePath = '' } = settings;
  const server = Fastify({
    ...(basePath === ''
      ? {}
      : { rewriteUrl: ({ url = '/' }: IncomingMessage) => withoutBasePath(url, basePath) }),
    serverFactory: (handler) => createHttpServer(handler, { limits, registry }),
    logger: logOptions(settings.logLevel, redaction, logStream),
    ...(settings.trustedProxies === undefined ? {} : { trustProxy: settings.trustedProxies }),
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    genReqId: () => randomUUID(),
    clientErrorHandler: answerMalformed,
    // Addresses that cannot be routed.
    frameworkErrors: (error, request, reply) =>
      void countUnroutable(request).then(
        () => sendError(error, request, reply),
        (refusal: unknown) => sendError(refusal, request, reply),
      ),
    // Kept-alive connections must not delay a stop.
    forceCloseConnections: 'idle',
    // The response while the server stops is a problem document too.
    return503OnClosing: false,
  });
  for (const warning of warnings) server.log.warn(warning);
  if (maxConnections < wanted) {
    server.log.warn({ wanted, maxConnections }, 'the limit of open files allows fewer connections');
  }
  if (onRoute !== undefined) {
    server.addHook('onRoute', ({ method, url }) => [method].flat().forEach((each) => onRoute(each, url)));
  }
  logDroppedConnections(server.server, server.log);
  const shutdown = new Shutdown(server, registry, limits);
  server.decorate('settingNames', names);
  server.decorate('socketRegistry', registry).decorate('shutdown', shutdown);
  server.decorate('metrics', new Metrics({ connections: () => registry.size }));
  addTracing(server);
  server.metrics.addTo(server);
  addRequestIds(server);
  addAudit(server);
  shutdown.addHooks();
  const connections =
    settings.connectionsFile === undefined ? undefined : new ConnectionsFile(settings.connectionsFile);
  const problem = connections?.read().problem;
  if (problem !== undefined) server.log.warn(problem);
  const countUnroutable = async (request: FastifyRequest): Promise<void> => gateway?.countUnroutable(request);
  const countNotFound = async (request: FastifyRequest): Promise<void> => gateway?.countNotFound(request);
  server.setErrorHandler(sendError);
  await addSecurityHeaders(server, connections);
  addSessionCaching(server);
  requireRequestForm(server);
  await server.register(compress, {
    threshold: COMPRESS_FROM_BYTES,
    encodings: ['br', 'gzip'],
    // The length that was sent would be that of the compressed body.
    globalDecompression: false,
  });
  const gateway =
    gatewaySettings === undefined || secrets === undefined
      ? undefined
      : await addGateway(server, gatewaySettings, secrets);
  if (gateway !== undefined) server.decorate('gateway', gateway);
  await server.register(healthRoutes, { connections, staticRoot: settings.staticRoot, gateway });
  if (connections !== undefined) serveConnections(server, connections);
  if (settings.staticRoot !== undefined) {
    await serveSite(server, { root: settings.staticRoot, basePath, connections, countNotFound });
  } else {
    server.setNotFoundHandler(async (request, reply) => {
      await countNotFound(request);
      return sendNotFound(request, reply);
    });
  }
  return server;
}

interface SecretsOptions {
  readonly names: SettingNames;
  readonly redaction: Redaction;
  readonly onWarning: (warning: string) => void;
}

/** Probes do not know the base path. */
const HEALTH = /^\/health\//;

function withoutBasePath(url: string, basePath: string): string {
  return belowBasePath(url, basePath) ?? (HEALTH.test(url) ? url : '/outside-the-base-path');
}

function readConnections(
  settings: GatewaySettings,
  { names, redaction, onWarning }: SecretsOptions,
): BackendConnections {
  for (const secret of settings.sessionSecrets) redaction.add(secret);
  if (settings.redisUrl !== undefined) redisPasswords(settings.redisUrl).forEach(redaction.add);
  if (settings.operatorToken !== undefined) redaction.add(settings.operatorToken);
  if (
    typeof settings.signIn === 'object' &&
    'clientSecret' in settings.signIn &&
    settings.signIn.clientSecret !== undefined
  ) {
    redaction.add(settings.signIn.clientSecret);
  }
  const { secrets } = settings;
  const { connections: name } = names;
  const options = { environment: process.env, onSecret: redaction.add, onWarning, name };
  const connections =
    typeof secrets === 'string'
      ? readSecretsFile(secrets, options)
      : readSecrets(secrets, { ...options, folder: process.cwd() });
  requireAudiences(connections, name);
  return connections;
}

/**
 * Headers that stand once in a request, and that decisions rest on. Node takes the first of two, or joins them; a server in between may take
 * another.
 */
const SINGLE_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'origin',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
  'authorization',
  'content-type',
  'sec-websocket-key',
  'sec-websocket-version',
]);

/**
 * A name or an IPv6 address, and a port; empty where the address has no host.
 * @see RFC 9110, section 7.2; RFC 3986, section 3.2.2
 */
const HOST = /^(?:\[[\da-f:.]+(?:%25[\w.~-]+)?\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;

/**
 * Refuses what Node would refuse without a body, a request id or a log entry, or would take: HTTP/1.1 without `Host`, a `Host` of another
 * form, headers that stand twice, unknown expectations.
 * @see RFC 9112, section 3.2; RFC 9110, sections 5.3 and 10.1.1
 */
function requireRequestForm(server: FastifyInstance): void {
  const headers = { connection: 'close' };
  server.addHook('onRequest', async ({ raw }) => {
    if (raw.headers.host === undefined && raw.httpVersion === '1.1') {
      throw new Problem(400, 'host-missing', 'The request has no Host header.', { headers });
    }
    if (raw.headers.host !== undefined && !HOST.test(raw.headers.host)) {
      throw new Problem(400, 'host-invalid', 'The Host header is no name or address with a port.', {
        headers,
      });
    }
    const repeated = repeatedHeader(raw);
    if (repeated !== undefined) {
      throw new Problem(400, 'header-repeated', `The request has the header ${repeated} more than once.`, {
        headers,
      });
    }
    if (raw.headers.expect !== undefined && raw.headers.expect.toLowerCase() !== '100-continue') {
      throw new Problem(417, 'expectation-failed', 'The only known expectation is 100-continue.', {
        headers,
      });
    }
  });
}

function repeatedHeader({ rawHeaders }: IncomingMessage): string | undefined {
  const names = rawHeaders.filter((_text, at) => at % 2 === 0).map((name) => name.toLowerCase());
  return names.find((name, at) => SINGLE_HEADERS.has(name) && names.indexOf(name) !== at);
}
