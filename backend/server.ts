import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type BackendConnections, readSecretsFile } from './configuration/secrets-file.ts';
import { answerMalformed, sendError, sendNotFound } from './errors/error-answers.ts';
import { addGateway } from './gateway/gateway.ts';
import type { GatewaySettings } from './gateway/gateway-settings.ts';
import { healthRoutes } from './health/health-routes.ts';
import { type LogStream, logOptions } from './logging/log-options.ts';
import { Redaction } from './logging/redaction.ts';
import { addSecurityHeaders } from './security/security-headers.ts';
import { addSessionCaching } from './security/session-caching.ts';
import type { Settings } from './settings.ts';
import { redisPasswords } from './state/redis-url.ts';
import { ConnectionsFile } from './site/connections-file.ts';
import { serveSite } from './site/static-site.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
const REQUEST_LIMIT_MS = 30_000;
/** Below this a compressed answer is hardly smaller. */
const COMPRESS_FROM_BYTES = 1024;

/**
 * The whole server, ready to listen or to be tested with `inject()`.
 * @param logStream where the log goes; default: standard output
 */
export async function createServer(settings: Settings, logStream?: LogStream): Promise<FastifyInstance> {
  const redaction = new Redaction();
  const { gateway: gatewaySettings } = settings;
  const secrets = gatewaySettings === undefined ? undefined : readSecrets(gatewaySettings, redaction);
  const server = Fastify({
    logger: logOptions(settings.logLevel, redaction, logStream),
    ...(settings.trustedProxies === undefined ? {} : { trustProxy: settings.trustedProxies }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_LIMIT_MS,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerMalformed,
    // Addresses that cannot even be routed.
    frameworkErrors: (error, request, reply) =>
      void countUnroutable(request).then(
        () => sendError(error, request, reply),
        (refusal: unknown) => sendError(refusal, request, reply),
      ),
    // Keep-alive connections without a request must not hold up a stop.
    forceCloseConnections: 'idle',
  });
  const connections =
    settings.connectionsFile === undefined ? undefined : new ConnectionsFile(settings.connectionsFile);
  const countUnroutable = async (request: FastifyRequest): Promise<void> => gateway?.countUnroutable(request);
  const countNotFound = async (request: FastifyRequest): Promise<void> => gateway?.countNotFound(request);
  server.setErrorHandler(sendError);
  await addSecurityHeaders(server, connections);
  addSessionCaching(server);
  await server.register(compress, { threshold: COMPRESS_FROM_BYTES, encodings: ['br', 'gzip'] });
  const gateway =
    gatewaySettings === undefined || secrets === undefined
      ? undefined
      : await addGateway(server, gatewaySettings, secrets);
  await server.register(healthRoutes, { connections, staticRoot: settings.staticRoot, gateway });
  if (settings.staticRoot !== undefined && connections !== undefined) {
    await serveSite(server, { root: settings.staticRoot, connections, countNotFound });
  } else {
    server.setNotFoundHandler(async (request, reply) => {
      await countNotFound(request);
      return sendNotFound(request, reply);
    });
  }
  return server;
}

function readSecrets(settings: GatewaySettings, redaction: Redaction): BackendConnections {
  for (const secret of settings.sessionSecrets) redaction.add(secret);
  if (settings.redisUrl !== undefined) redisPasswords(settings.redisUrl).forEach(redaction.add);
  if (settings.operatorToken !== undefined) redaction.add(settings.operatorToken);
  if (settings.signIn !== 'demo' && settings.signIn.clientSecret !== undefined) {
    redaction.add(settings.signIn.clientSecret);
  }
  return readSecretsFile(settings.secretsFile, { environment: process.env, onSecret: redaction.add });
}
