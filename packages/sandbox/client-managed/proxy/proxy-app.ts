import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import { addHttpFaults } from '../../faults/http-faults.ts';
import { parseUserHeader, type QlikUser } from '../users/qlik-user.ts';
import { proxyServiceRoutes } from '../proxy-service/proxy-service-routes.ts';
import { repositoryRoutes } from '../repository/repository-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { logRequest, type ProxyContext, userNameOf } from './proxy-context.ts';
import { basePath, routeToProxy } from './virtual-proxy.ts';
import { addVirtualProxy, type RuntimePlugin } from './virtual-proxy-plugin.ts';
import { requireXrfkey } from './xrfkey.ts';
import { acceptEmptyJsonBody } from '../../listening/empty-json-body.ts';
import { checkWhenNeeded, WITHOUT_COMPILERS } from '../../listening/route-schemas.ts';

/** Values of a query that are credentials or lead to one. */
const SECRET_PARAMETERS = /([?&](?:qlikTicket|x-qlik-ticket|qlik-csrf-token|targetId)=)[^&]*/gi;

/** Builds the app for browsers: every virtual proxy under its prefix. */
export async function buildProxyApp(
  context: ProxyContext,
  options: { readonly runtime: RuntimePlugin | undefined; readonly verbose: boolean },
): Promise<FastifyInstance> {
  const app = newApp(options.verbose);
  addFaults(app, context, ({ url = '' }) => {
    const route = routeToProxy(context.proxies, url.split('?')[0] ?? '');
    return (route && basePath(route.proxy)) || '/';
  });
  await app.register(formbody);
  // The default virtual proxy matches every other path, so it is added last.
  for (const proxy of [...context.proxies].sort((a, b) => b.prefix.length - a.prefix.length)) {
    await addVirtualProxy(app, { proxy, context, runtime: options.runtime });
  }
  await app.ready();
  return app;
}

/** Builds the app of the Proxy Service API. TLS has already checked the client certificate. */
export async function buildProxyServiceApp(
  context: ProxyContext,
  verbose: boolean,
): Promise<FastifyInstance> {
  const app = newApp(verbose);
  logAs(app, context, 'proxy-service');
  requireXrfkey(app, (request) =>
    context.notes.add(request.raw, { reason: 'The Xrfkey is missing or wrong.' }),
  );
  for (const proxy of context.proxies) {
    await app.register(async (scope) => proxyServiceRoutes(scope, proxy, context), {
      prefix: proxy.prefix === '' ? '/qps' : `/qps/${proxy.prefix}`,
    });
  }
  await app.ready();
  return app;
}

/** Builds the app of the repository port: client certificate, and the user in `X-Qlik-User`. */
export async function buildRepositoryApp(context: ProxyContext, verbose: boolean): Promise<FastifyInstance> {
  const app = newApp(verbose);
  const users = new WeakMap<object, QlikUser>();
  logAs(app, context, 'repository');
  app.addHook('onRequest', async (request, reply) => {
    const header = request.headers['x-qlik-user'];
    const identity = parseUserHeader(typeof header === 'string' ? header : undefined);
    if (identity === undefined) {
      context.notes.add(request.raw, { reason: 'The header X-Qlik-User is missing or malformed.' });
      return reply.code(403).type('text/plain').send('Forbidden');
    }
    const user = context.accounts.resolve(identity.userDirectory, identity.userId);
    users.set(request.raw, user);
    context.notes.add(request.raw, { user });
    return undefined;
  });
  requireXrfkey(app, (request) =>
    context.notes.add(request.raw, { reason: 'The Xrfkey is missing or wrong.' }),
  );
  await app.register(
    async (scope) =>
      repositoryRoutes(scope, context, (request) => {
        const user = users.get(request.raw);
        if (user === undefined) {
          throw new Error('A repository call was served without a user.');
        }
        return user;
      }),
    { prefix: '/qrs' },
  );
  await app.ready();
  return app;
}

/** Builds the app of the engine's port for HTTP: the health check. Sockets do not pass through it. */
export async function buildEngineApp(context: ProxyContext, verbose: boolean): Promise<FastifyInstance> {
  const app = newApp(verbose);
  logAs(app, context, 'engine');
  for (const path of ['/healthcheck', '/engine/healthcheck']) {
    healthRoutes(app, path, context.engine);
  }
  app.all('/*', async (_request, reply) => reply.code(426).header('upgrade', 'websocket').send());
  await app.ready();
  return app;
}

function addFaults(
  app: FastifyInstance,
  context: ProxyContext,
  placeOf: (request: IncomingMessage) => string,
): void {
  addHttpFaults(app, {
    registry: context.faults,
    clock: context.clock,
    userOf: (request) => userNameOf(context, request),
    logUnanswered: (request) =>
      logRequest(context, request, { kind: 'http', status: 0, place: placeOf(request) }),
  });
}

function logAs(app: FastifyInstance, context: ProxyContext, place: string): void {
  addFaults(app, context, () => place);
  app.addHook('onRequest', async (request) => {
    context.notes.add(request.raw, { credential: 'certificate' });
  });
  app.addHook('onResponse', async (request, reply) =>
    logRequest(context, request.raw, { kind: 'http', status: reply.statusCode, place }),
  );
}

function newApp(verbose: boolean): FastifyInstance {
  const app = Fastify({
    logger: {
      level: verbose ? 'info' : 'error',
      stream: process.stderr,
      serializers: {
        req: (request) => ({
          method: request.method,
          url: request.url.replace(SECRET_PARAMETERS, '$1[redacted]'),
          origin: request.headers.origin,
        }),
      },
    },
    genReqId: () => randomBytes(8).toString('hex'),
    bodyLimit: 64 * 1024,
    schemaController: WITHOUT_COMPILERS,
    // The first start builds Qlik's code for browsers, which may take longer than Fastify's ten seconds.
    pluginTimeout: 120_000,
  });
  checkWhenNeeded(app, {});
  acceptEmptyJsonBody(app);
  app.setErrorHandler((error, request, reply) => {
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
        ? error.statusCode
        : 500;
    if (status >= 500) {
      request.log.error({ err: error }, 'a request failed');
    }
    const text = status < 500 && error instanceof Error ? error.message : 'Something went wrong inside.';
    return reply.code(status).type('text/plain').send(text);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('Not found'));
  return app;
}
