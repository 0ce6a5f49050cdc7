import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import Fastify, { type FastifyInstance } from 'fastify';
import { sendError, sendNotFound } from './errors/error-answers.ts';
import { healthRoutes } from './health/health-routes.ts';
import { type LogStream, logOptions } from './logging/log-options.ts';
import { addSecurityHeaders } from './security/security-headers.ts';
import type { Settings } from './settings.ts';
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
  const server = Fastify({
    logger: logOptions(settings.logLevel, logStream),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_LIMIT_MS,
    genReqId: () => randomUUID(),
    // Addresses that cannot even be routed.
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
    // Keep-alive connections without a request must not hold up a stop.
    forceCloseConnections: 'idle',
  });
  const connections =
    settings.connectionsFile === undefined ? undefined : new ConnectionsFile(settings.connectionsFile);
  server.setErrorHandler(sendError);
  await addSecurityHeaders(server, connections);
  await server.register(compress, { threshold: COMPRESS_FROM_BYTES, encodings: ['br', 'gzip'] });
  await server.register(healthRoutes, { connections, staticRoot: settings.staticRoot });
  if (settings.staticRoot !== undefined && connections !== undefined) {
    await serveSite(server, { root: settings.staticRoot, connections });
  } else {
    server.setNotFoundHandler(sendNotFound);
  }
  return server;
}
