import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback } from 'fastify';
import { hubRoutes } from '../repository/hub-routes.ts';
import { repositoryRoutes } from '../repository/repository-routes.ts';
import { windowsRoutes } from '../windows/windows-routes.ts';
import { admit, requiredSession } from './admission.ts';
import { healthRoutes } from './health-routes.ts';
import { personalRoutes } from './personal-routes.ts';
import { logRequest, type ProxyContext } from './proxy-context.ts';
import { resourceRoutes } from './resource-routes.ts';
import { addResponseHeaders } from './response-headers.ts';
import { basePath, type VirtualProxy } from './virtual-proxy.ts';
import { requireXrfkey } from './xrfkey.ts';

/** Serves `/qlik-embed/*` at the root of the scope it is registered in. */
export type RuntimePlugin = FastifyPluginAsync | FastifyPluginCallback;

/** Registers one virtual proxy under its prefix. */
export async function addVirtualProxy(
  app: FastifyInstance,
  options: {
    readonly proxy: VirtualProxy;
    readonly context: ProxyContext;
    readonly runtime: RuntimePlugin | undefined;
  },
): Promise<void> {
  const { proxy, context, runtime } = options;
  await app.register(
    async (scope) => {
      addResponseHeaders(scope, proxy);
      scope.addHook('onResponse', async (request, reply) => {
        const place = basePath(proxy) || '/';
        logRequest(context, request.raw, { kind: 'http', status: reply.statusCode, place });
      });
      admit(scope, proxy, context);
      windowsRoutes(scope, proxy, context);
      personalRoutes(scope, proxy, context);
      resourceRoutes(scope, proxy, context);
      healthRoutes(scope, '/engine/healthcheck', context.engine);
      await scope.register(
        async (repository) => {
          requireXrfkey(repository, (request) =>
            context.notes.add(request.raw, {
              reason: 'The Xrfkey is missing, malformed or not the same twice.',
            }),
          );
          repositoryRoutes(repository, context, (request) => requiredSession(context, request).user);
        },
        { prefix: '/qrs' },
      );
      await scope.register(
        async (hub) => hubRoutes(hub, context.apps, (request) => requiredSession(context, request).user),
        { prefix: '/api/hub/v1' },
      );
      if (runtime !== undefined && proxy.servesEmbedRuntime) {
        await scope.register(runtime);
      }
      // Any other path is a 404, which only callers with a session get.
      scope.all('/*', async (_request, reply) => reply.code(404).type('text/plain').send('Not found'));
    },
    { prefix: basePath(proxy) },
  );
}
