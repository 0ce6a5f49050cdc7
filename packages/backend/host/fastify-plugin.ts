import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { SettingsError } from '../settings-error.ts';
import { createQlikBackend, type QlikBackend } from './embedded-backend.ts';
import type { QlikBackendOptions } from './embedded-settings.ts';
import type { ResolveUser } from './resolve-user.ts';

const DECORATOR = 'qlikBackend';
/** Fastify's name of the root. */
const ROOT = 'fastify';

/**
 * Returns the backend that {@link qlikBackendPlugin} added to a server, for its sign-outs and health checks.
 * @throws {Error} when the plugin is not registered
 */
export function qlikBackendOf(app: FastifyInstance): QlikBackend {
  return app.getDecorator<QlikBackend>(DECORATOR);
}

/**
 * The backend as a plugin of Fastify: `await app.register(qlikBackendPlugin, options)`, after the plugins that know who is signed in, whose
 * hooks run before `resolveUser`. It is closed with the server. The path below which its addresses are is `basePath`, not Fastify's `prefix`.
 * @throws {SettingsError} when options or secrets cannot be used; it names each, and no value. Also within a plugin that has a scope of its own
 */
export const qlikBackendPlugin = fp(
  async (app: FastifyInstance, options: QlikBackendOptions<FastifyRequest>) => {
    const { prefix } = options as { readonly prefix?: unknown };
    if (prefix !== undefined || app.prefix !== '') {
      throw new SettingsError(
        `basePath: the plugin does not follow Fastify's prefix. Register it at the root, with basePath: '${typeof prefix === 'string' ? prefix : app.prefix}'.`,
      );
    }
    // The first name is that of the scope; plugins without a scope of their own follow it.
    const [scope] = app.pluginName.split(' -> ', 1);
    if (scope !== ROOT) {
      throw new SettingsError(
        "The plugin is registered within another one, which has a scope of its own: no request and no WebSocket outside of that scope would come to it, and none of the Qlik backend's addresses is inside. Register it at the root of the server, or wrap the plugin around it with fastify-plugin.",
      );
    }
    const requests = new WeakMap<IncomingMessage, FastifyRequest>();
    const resolveUser: ResolveUser = (raw) => {
      const request = requests.get(raw);
      if (request === undefined) throw new Error('This request did not come through the plugin.');
      return options.resolveUser(request);
    };
    const backend = await createQlikBackend({
      ...options,
      // What is no function is refused with the other options.
      resolveUser: typeof options.resolveUser === 'function' ? resolveUser : options.resolveUser,
    });
    app.decorate(DECORATOR, backend);
    app.addHook('onRequest', async (request, reply) => {
      if (!backend.owns(request.raw)) return;
      requests.set(request.raw, request);
      reply.hijack();
      backend.handler(request.raw, reply.raw);
    });
    backend.attach(app.server, (request, response) => app.routing(request, response));
    app.addHook('preClose', async () => backend.close());
  },
  { fastify: '5.x', name: 'ngx-qlik-backend' },
);
