import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Registry } from 'prom-client';
import { callbackPath } from '../configuration/secrets-file.ts';
import type { BackendConnections } from '../configuration/secrets-file.ts';
import { routeHandshake } from '../relay/upgrades.ts';
import { createServer } from '../server.ts';
import { belowBasePath } from '../site/base-path.ts';
import { type QlikBackendOptions, readEmbeddedSettings } from './embedded-settings.ts';
import { ForeignUpgrades } from './foreign-upgrades.ts';
import { hasBody, refuse } from './refusals.ts';

/** A request handler of Node's `http`, Express, Connect or Nest. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** A backend inside a host application: it has no port of its own. */
export interface QlikBackend {
  /**
   * Answers requests to the backend's addresses, and passes others on; without `next` they get 404. Goes before parsers of bodies: the backend
   * reads bodies itself.
   */
  readonly handler: RequestHandler;
  /** Whether a request is for the backend, by its address. */
  readonly owns: (request: IncomingMessage) => boolean;
  /**
   * Takes the WebSocket handshakes of a server that are for the backend. With `application` they pass its middleware first, so that sessions
   * of the host are known to `resolveUser`; it must have {@link handler} in it. Handshakes that neither a backend nor another listener takes get
   * 404, and requests that offer another protocol than WebSocket are answered by the host as if they did not.
   * @throws {Error} at a second call for the same server
   */
  readonly attach: (server: Server, application?: RequestHandler) => void;
  /**
   * Ends what a user has at Qlik, WebSockets included. For the host's sign-out.
   *
   * Where `resolveUser` returned no session for the user, all sessions of the host share one here: the sign-out of any of them ends it, and
   * the others get another at their next request.
   * @param user the id that `resolveUser` returned
   * @param hostSession the session of the host, as `resolveUser` returned it. Default: all of the user
   * @returns how many sessions there were
   * @throws {TypeError} when `user` is no text or an empty one, or `hostSession` is no text: nothing would end, and no one would notice
   */
  readonly endSessions: (user: string, hostSession?: string) => Promise<number>;
  /** The metrics, to be served or merged with the host's; for `prom-client`. */
  readonly metrics: Registry;
  /** Returns why the backend cannot work at the moment; for the host's health check. */
  readonly problem: () => Promise<string | undefined>;
  /** Closes WebSockets and the connections to Qlik and Redis. */
  readonly close: () => Promise<void>;
}

/** What Express adds to a request. */
type MountedRequest = IncomingMessage & { originalUrl?: string; baseUrl?: string };

/** The addresses without a base path. Redirect paths of connections are added. */
const OWN_PATHS = ['/api/qlik/', '/qlik/', '/app/session', '/app/sign-out'];

/**
 * Creates a backend for a host application that signs its users in itself.
 * @throws {SettingsError} when options or secrets cannot be used; it names each, and no value
 */
export async function createQlikBackend<R extends IncomingMessage = IncomingMessage>(
  options: QlikBackendOptions<R>,
): Promise<QlikBackend> {
  // A framework has added to the request what `resolveUser` reads, such as Express its session.
  const settings = readEmbeddedSettings(options as unknown as QlikBackendOptions);
  const { basePath = '' } = settings;
  const server = await createServer(settings, options.logStream);
  await server.ready();
  const { gateway } = server;
  if (gateway === undefined) throw new Error('A backend with secrets has a gateway.');
  const detach = new Set<() => void>();
  const handled = new WeakSet<IncomingMessage>();
  let hasWarned = false;
  const paths = [...OWN_PATHS, ...redirectPaths(gateway.connections)];

  const owns = (request: IncomingMessage): boolean => {
    const address = addressOf(request);
    if (basePath !== '') return belowBasePath(address, basePath) !== undefined;
    const [path = ''] = address.split('?', 1);
    return paths.some((own) => (own.endsWith('/') ? path.startsWith(own) : path === own));
  };

  const handler: RequestHandler = (request, response, next) => {
    const { baseUrl = '' } = request as MountedRequest;
    // Express takes a mount path in any letters.
    if (baseUrl !== '' && baseUrl.toLowerCase() !== basePath.toLowerCase() && !owns(request)) {
      const reason = `The Qlik backend is mounted at ${baseUrl}, but its basePath is ${basePath === '' ? 'not set' : basePath}.`;
      refuse(response, 500, { code: 'mounted-elsewhere', detail: reason });
    } else if (!owns(request)) {
      if (next === undefined) refuse(response, 404, { code: 'not-found', detail: 'There is nothing here.' });
      else next();
    } else if (request.readableDidRead && hasBody(request)) {
      const detail = 'The body of this request was read before it came to the Qlik backend.';
      const remedy = "Put the backend's handler before parsers of bodies, such as express.json().";
      refuse(response, 500, { code: 'body-read', detail, remedy });
    } else {
      // Express takes off the path at which the handler is mounted.
      request.url = addressOf(request);
      handled.add(request);
      server.routing(request, response);
    }
  };

  /** An application that answers handshakes itself lacks the handler, and its pages would only see that they fail. */
  const warnIfPassedBy = (request: IncomingMessage, { statusCode }: ServerResponse): void => {
    if (hasWarned || statusCode !== 404 || handled.has(request)) return;
    hasWarned = true;
    server.log.warn(
      'attach: the application answered a WebSocket of the Qlik backend with 404; put backend.handler into it, or leave the application out.',
    );
  };

  const attached = new WeakSet<Server>();
  const attach = (host: Server, application: RequestHandler = handler): void => {
    if (typeof (host as Partial<Server> | undefined)?.listening !== 'boolean')
      throw new TypeError('attach: expected the HTTP server, as createServer() or listen() returned it.');
    if (typeof application !== 'function')
      throw new TypeError('attach: expected the application as a function (request, response).');
    if (attached.has(host)) throw new Error('The Qlik backend is attached to this server already.');
    attached.add(host);
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      const isOwn = owns(request);
      const route = isOwn ? application : foreign.routeOf(request);
      if (route === undefined) return;
      routeHandshake({ request, socket, head }, server.socketRegistry, (response) => {
        if (isOwn) response.once('finish', () => warnIfPassedBy(request, response));
        route(request, response);
      });
    };
    const foreign = new ForeignUpgrades(host, owns);
    host.on('upgrade', onUpgrade);
    detach.add(() => {
      host.off('upgrade', onUpgrade);
      foreign.stop();
    });
  };

  return {
    handler,
    owns,
    attach,
    endSessions: async (user, hostSession) => {
      requireText('user', user);
      if (user === '')
        throw new TypeError('endSessions: user is empty; expected the id that resolveUser returned.');
      if (hostSession !== undefined) requireText('session', hostSession);
      return gateway.endSessions(user, hostSession);
    },
    metrics: server.metrics.registry,
    problem: async () => (server.shutdown.isStopping ? 'The Qlik backend is closed.' : gateway.problem()),
    close: async () => {
      for (const each of detach) each();
      await server.close();
    },
  };
}

/** For callers without types. @throws {TypeError} */
function requireText(name: string, given: unknown): void {
  if (typeof given === 'string') return;
  const what = given === null ? 'null' : typeof given;
  throw new TypeError(`endSessions: ${name} is ${what}; expected the text that resolveUser returned.`);
}

function addressOf(request: IncomingMessage): string {
  const { originalUrl, url = '/' } = request as MountedRequest;
  return originalUrl ?? url;
}

function redirectPaths(connections: BackendConnections): string[] {
  return [...connections.values()].flatMap((connection) =>
    connection.type === 'oauth2-web' ? [callbackPath(connection)] : [],
  );
}
