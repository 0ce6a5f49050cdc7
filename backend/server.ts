import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import Fastify, { type FastifyInstance } from 'fastify';
import { type BackendConnections, readSecretsFile } from './configuration/secrets-file.ts';
import { answerMalformed, sendError, sendNotFound } from './errors/error-answers.ts';
import { addGateway } from './gateway/gateway.ts';
import type { GatewaySettings } from './gateway/gateway-settings.ts';
import { healthRoutes } from './health/health-routes.ts';
import { type LogStream, logOptions } from './logging/log-options.ts';
import { Redaction } from './logging/redaction.ts';
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
  const redaction = new Redaction();
  const { gateway: gatewaySettings } = settings;
  const warnings: string[] = [];
  const secrets =
    gatewaySettings === undefined
      ? undefined
      : readSecrets(gatewaySettings, { redaction, onWarning: (warning) => void warnings.push(warning) });
  const server = Fastify({
    logger: logOptions(settings.logLevel, redaction, logStream),
    ...(settings.trustedProxies === undefined ? {} : { trustProxy: settings.trustedProxies }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_LIMIT_MS,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerMalformed,
    // Addresses that cannot even be routed.
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
    // Keep-alive connections without a request must not hold up a stop.
    forceCloseConnections: 'idle',
  });
  for (const warning of warnings) server.log.warn(warning);
  const connections =
    settings.connectionsFile === undefined ? undefined : new ConnectionsFile(settings.connectionsFile);
  server.setErrorHandler(sendError);
  await addSecurityHeaders(server, connections);
  await server.register(compress, { threshold: COMPRESS_FROM_BYTES, encodings: ['br', 'gzip'] });
  const gateway =
    gatewaySettings === undefined || secrets === undefined
      ? undefined
      : await addGateway(server, gatewaySettings, secrets);
  await server.register(healthRoutes, { connections, staticRoot: settings.staticRoot, gateway });
  if (settings.staticRoot !== undefined && connections !== undefined) {
    await serveSite(server, { root: settings.staticRoot, connections });
  } else {
    server.setNotFoundHandler(sendNotFound);
  }
  return server;
}

interface SecretsOptions {
  readonly redaction: Redaction;
  readonly onWarning: (warning: string) => void;
}

function readSecrets(
  settings: GatewaySettings,
  { redaction, onWarning }: SecretsOptions,
): BackendConnections {
  redaction.add(settings.sessionSecret);
  if (settings.signIn !== 'demo' && settings.signIn.clientSecret !== undefined) {
    redaction.add(settings.signIn.clientSecret);
  }
  return readSecretsFile(settings.secretsFile, {
    environment: process.env,
    onSecret: redaction.add,
    onWarning,
  });
}
